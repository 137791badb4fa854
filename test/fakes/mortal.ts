import type { QualityDeps } from '../../lambdas/quality/deps.ts';

/** The outcome of an invocation whose function died: nobody hears its answer. Step Functions names it so. */
class Died extends Error {
  override name = 'Lambda.Unknown';
}

/** From the n-th call on nothing gets through: what a killed function would still have done does not happen. */
export const mortal = (deps: QualityDeps, dieAt: number): QualityDeps => {
  let left = dieAt;
  const guard = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (object, name) => {
        const member = Reflect.get(object, name);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => {
          left -= 1;
          return left < 0 ? Promise.reject(new Died()) : member.apply(object, given);
        };
      },
    });
  return {
    ...deps,
    ledger: guard(deps.ledger),
    queue: guard(deps.queue),
    registry: guard(deps.registry),
    audit: guard(deps.audit),
    executions: guard(deps.executions),
    odoo: guard(deps.odoo),
    outcomes: guard(deps.outcomes),
  };
};
