import { secondsAfter } from '../runtime/clock.ts';
import type { Delivered } from './deliver.ts';
import type { NewLine, Waiting } from './line.ts';
import { secondsToWait } from './retry-table.ts';
import type { PushDeps } from './webhook.ts';

type Deps = Pick<PushDeps, 'clock' | 'random' | 'log'>;

/** The line after a round: what was not taken waits, and an endpoint that took nothing to the last try is disabled. */
export const afterRound = (rest: NewLine, results: readonly Delivered[], deps: Deps): NewLine => {
  const now = deps.clock();
  const { partner, plant } = rest;
  let line = rest;
  // A probe got through: the endpoint is back, and what waited for it need not wait for the table.
  if (results.some(({ attempt, taken }) => attempt.probe !== undefined && taken > 0))
    line = { ...line, probedAt: undefined, waiting: rest.waiting.map((each) => dueAt(each, now)) };

  const disable = (why: string): NewLine => {
    deps.log.error('WEBHOOK_DISABLED', { partner, plant, why });
    return { ...line, disabled: line.disabled ?? { why, since: now.toISOString() } };
  };
  for (const { attempt, taken, left, outcome } of results) {
    if (left.length === 0) continue;
    const before = taken > 0 ? 0 : attempt.failures;
    let waiting: Waiting = {
      stream: attempt.stream,
      sequences: left,
      failures: before,
      next: now.toISOString(),
      since: attempt.since ?? now.toISOString(),
    };
    if (outcome?.is === 'slowed') {
      const notBefore = outcome.until.toISOString();
      deps.log.warn('WEBHOOK_SLOWED', { partner, plant, notBefore });
      line = { ...line, notBefore: latest(line.notBefore, notBefore) };
    } else if (outcome?.is === 'gone') line = disable('it answered 410: it wants nothing any more');
    else if (outcome && attempt.probe !== undefined && taken === 0)
      waiting = { ...waiting, next: attempt.probe };
    else if (outcome) {
      const failures = before + 1;
      const seconds = secondsToWait(failures, deps.random);
      const next = secondsAfter(now, seconds ?? 0).toISOString();
      waiting = { ...waiting, failures, next };
      deps.log.warn('WEBHOOK_FAILED', {
        partner,
        plant,
        sequence: left[0],
        why: outcome.why,
        failures,
        next,
      });
      if (seconds === undefined)
        line = disable(`message ${left[0]} was not taken in ${failures} tries: ${outcome.why}`);
    }
    line = { ...line, waiting: [...line.waiting, waiting] };
  }
  const delivered = results.reduce((sum, { taken }) => sum + taken, 0);
  if (delivered > 0)
    deps.log.info('WEBHOOK_DELIVERED', { partner, plant, delivered, position: line.position });
  return line;
};

const dueAt = (waiting: Waiting, now: Date): Waiting => ({ ...waiting, next: now.toISOString() });

const latest = (one: string | undefined, other: string): string =>
  one !== undefined && one > other ? one : other;
