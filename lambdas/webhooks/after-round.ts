import { secondsAfter } from '../runtime/clock.ts';
import type { Delivered } from './deliver.ts';
import type { NewLine, Waiting } from './line.ts';
import { secondsToWait } from './retry-table.ts';
import { stillAside, withAside, without } from './set-aside.ts';
import type { PushDeps } from './webhook.ts';

type Deps = Pick<PushDeps, 'clock' | 'random' | 'log'>;

/**
 * The line after a round: what was not taken waits. A message that was refused to the last try is given up, if the
 * endpoint took others meanwhile; else the endpoint is disabled.
 */
export const afterRound = (rest: NewLine, results: readonly Delivered[], deps: Deps): NewLine => {
  const now = deps.clock();
  const { partner, plant } = rest;
  const delivered = results.reduce((sum, each) => sum + each.delivered.length, 0);
  let line = withTaken(rest, results, now);

  const disable = (why: string): NewLine => {
    deps.log.error('WEBHOOK_DISABLED', { partner, plant, why });
    return { ...line, disabled: line.disabled ?? { why, since: now.toISOString() } };
  };
  for (const { attempt, taken, left, outcome } of results) {
    const [sequence] = left;
    if (sequence === undefined) continue;
    const before = taken > 0 ? 0 : attempt.failures;
    let waiting: Waiting | undefined = {
      stream: attempt.stream,
      sequences: left,
      failures: before,
      refusedSince: before > 0 ? (attempt.refusedSince ?? attempt.since) : undefined,
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
      const { why } = outcome;
      const failures = before + 1;
      const refusedSince = waiting.refusedSince ?? now.toISOString();
      const seconds = secondsToWait(failures, deps.random);
      const next = secondsAfter(now, seconds ?? 0).toISOString();
      waiting = { ...waiting, failures, refusedSince, next };
      deps.log.warn('WEBHOOK_FAILED', { partner, plant, sequence, why, failures, next });
      if (seconds === undefined) {
        const inVain = `was not taken in ${failures} tries: ${why}`;
        const tookOthers = line.tookAt !== undefined && line.tookAt > refusedSince;
        const given = { sequence, stream: attempt.stream, at: now.toISOString(), why: inVain };
        const aside = tookOthers ? withAside(line.aside, given) : undefined;
        if (aside) {
          deps.log.error('WEBHOOK_SET_ASIDE', { partner, plant, sequence, why: inVain });
          line = { ...line, aside };
          waiting = without(waiting, sequence, now);
        } else line = disable(`message ${sequence} ${inVain}`);
      }
    }
    if (waiting) line = { ...line, waiting: [...line.waiting, waiting] };
  }
  if (delivered > 0)
    deps.log.info('WEBHOOK_DELIVERED', { partner, plant, delivered, position: line.position });
  return line;
};

/** Without regard to what was not taken. */
const withTaken = (rest: NewLine, results: readonly Delivered[], now: Date): NewLine => {
  const done = results.flatMap(({ attempt, taken }) => attempt.sequences.slice(0, taken));
  const line = { ...rest, aside: stillAside(rest.aside, new Set(done)) };
  if (results.every(({ delivered }) => delivered.length === 0)) return line;
  const took = { ...line, tookAt: now.toISOString() };
  // A probe got through: the endpoint is back, and what waited for it need not wait for the table.
  return results.some(({ attempt, delivered }) => attempt.probe !== undefined && delivered.length > 0)
    ? { ...took, probedAt: undefined, waiting: rest.waiting.map((each) => dueAt(each, now)) }
    : took;
};

const dueAt = (waiting: Waiting, now: Date): Waiting => ({ ...waiting, next: now.toISOString() });

const latest = (one: string | undefined, other: string): string =>
  one !== undefined && one > other ? one : other;
