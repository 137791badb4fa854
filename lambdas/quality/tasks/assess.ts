import { gatewaySystem, originOf } from '../../../events/envelope.ts';
import { isEventKey } from '../../../events/identity.ts';
import { OdooDeclined } from '../../runtime/task-failures.ts';
import { askAbout } from '../ask-about.ts';
import { type Decision, decide } from '../decision.ts';
import type { QualityDeps } from '../deps.ts';
import type { Lot } from '../lot.ts';
import type { TaskOf } from '../messages.ts';
import { lotState, type Standing } from '../standing.ts';

/** `ended`: the lot is closed, or another execution sees to it. */
export type Assessed = (Decision | { next: 'ended' }) & { signal: number; at: string };

/** Asks how the lot stands and says what is next. The signal is read first: what happens after it is not missed. */
export const assess = async (
  { task: _, round, ...lot }: TaskOf<'assess'>,
  deps: QualityDeps,
): Promise<Assessed> => {
  const now = deps.clock();
  const at = now.toISOString();
  const record = await deps.registry.find(lot);
  if (record?.state !== 'open' || record.round !== round)
    return { next: 'ended', signal: record?.signal ?? 0, at };
  const patience = Object.hasOwn(deps.plants, lot.plant) ? deps.plants[lot.plant]?.quality : undefined;
  if (!patience) throw new OdooDeclined(`the profile of ${lot.plant} has no quality gate`);
  const standing = await standingOf(lot, deps);
  const decision = decide(standing, record, patience, now);
  deps.log.info('LOT_ASSESSED', { ...lot, next: decision.next, held: standing.held });
  return { ...decision, signal: record.signal, at };
};

const standingOf = async (lot: Lot, deps: QualityDeps): Promise<Standing> => {
  const state = await askAbout(lot, 'lot.state', lotState, deps);
  const { held, covered, expires, verdict, verdict_at, verdict_event } = state;
  return {
    held,
    covered,
    ...(expires && { expires }),
    ...(verdict &&
      verdict_at &&
      verdict_event && {
        deciding: {
          verdict,
          at: verdict_at,
          eventKey: verdict_event,
          own: verdict === 'released' && (await isOwn(verdict_event, deps)),
        },
      }),
  };
};

const isOwn = async (eventKey: string, { ledger }: QualityDeps): Promise<boolean> => {
  const record = isEventKey(eventKey) ? await ledger.get(eventKey) : undefined;
  return record !== undefined && originOf(record.event).system === gatewaySystem;
};
