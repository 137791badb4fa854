import type { LaneState } from '../ledger/records.ts';
import { concernsThisCallOnly, type OdooFailure } from '../odoo/errors.ts';
import { secondsAfter } from '../runtime/clock.ts';
import { nextProbe } from './backoff.ts';
import type { PostDeps } from './batch.ts';

/** Messages of a held lane sleep so long; within a minute `watch` pauses the lane and they are left alone. */
const heldSeconds = 15;

/** Seconds the lane still stands still, zero when it may post; a held lane waits for `watch` or an operator. */
export const pauseLeft = (lane: LaneState | undefined, now: Date): number => {
  if (!lane) return 0;
  if (lane.state === 'held') return heldSeconds;
  return Math.max(0, Math.ceil((Date.parse(lane.until) - now.getTime()) / 1000));
};

/**
 * Stops the lane when the failure concerns more than this call. Answers the seconds to wait, zero when only
 * this batch has to come again.
 */
export const stoppedBy = async (
  failure: OdooFailure,
  lane: LaneState | undefined,
  { ledger, plant, clock, log }: PostDeps,
): Promise<number> => {
  const now = clock();
  const about = { plant: plant.id, code: failure.code, detail: failure.message, outcome: failure.outcome };
  if (concernsThisCallOnly(failure)) {
    log.warn('POSTING_RETRIED', about);
    return 0;
  }
  const since = lane ? new Date(lane.since) : now;
  const state = failure.kind === 'transient' ? 'waiting' : 'held';
  const until = state === 'waiting' ? waitUntil(failure, since, now) : secondsAfter(now, heldSeconds);
  // Who changed it meanwhile knows better: another batch of the lane, the watch, or an operator.
  await ledger.setLane(lane, {
    ...(lane?.paused && { paused: true }),
    plant: plant.id,
    state,
    reason: `${failure.code}: ${failure.message}`,
    since: since.toISOString(),
    until: until.toISOString(),
  });
  if (state === 'waiting') log.warn('LANE_WAITING', about);
  else log.error('LANE_HELD', about);
  return Math.ceil((until.getTime() - now.getTime()) / 1000);
};

const waitUntil = (failure: OdooFailure, since: Date, now: Date): Date =>
  failure.kind === 'transient' && failure.retryAfterSeconds
    ? secondsAfter(now, Math.min(failure.retryAfterSeconds, 300))
    : nextProbe(since, now);

/** Odoo has booked again. A lane whose event source is off is left to whoever turns that on. */
export const worksAgain = async (lane: LaneState, { ledger, log }: PostDeps): Promise<void> => {
  if (!lane.paused && (await ledger.clearLane(lane))) log.info('LANE_RESUMED', { plant: lane.plant });
};
