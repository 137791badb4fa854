import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import type { BasePersistenceLayer } from '@aws-lambda-powertools/idempotency/persistence';
import type { Context } from 'aws-lambda';
import { findingsOf } from '../../events/findings.ts';
import { type Command, command } from './commands.ts';
import { type Answer, type OperateDeps, operate } from './operate.ts';

export interface HandlerDeps extends OperateDeps {
  idempotency: BasePersistenceLayer;
}

/** One invocation, one command; a decision that is sent twice (a lost answer) is carried out once. */
export const handle = async (input: unknown, context: Context, deps: HandlerDeps): Promise<Answer> => {
  const parsed = command.safeParse(input);
  if (!parsed.success) {
    const wrong = findingsOf(parsed.error, input).map(({ pointer, detail }) => `${pointer} ${detail}`);
    return { ok: false, said: `not a command: ${wrong.join('; ')}` };
  }
  if (!('requestId' in parsed.data)) return operate(parsed.data, deps);
  const config = new IdempotencyConfig({ eventKeyJmesPath: 'requestId' });
  config.registerLambdaContext(context);
  const once = makeIdempotent((decision: Command) => operate(decision, deps), {
    persistenceStore: deps.idempotency,
    keyPrefix: 'operate',
    config,
  });
  return once(Object.freeze({ ...parsed.data }));
};
