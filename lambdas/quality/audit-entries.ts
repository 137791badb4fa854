import { eventType } from '../../events/define-event.ts';
import { gatewaySystem } from '../../events/envelope.ts';
import { lotHeld } from '../../events/lot-held.ts';
import { lotInspected } from '../../events/lot-inspected.ts';
import { lotReleased } from '../../events/lot-released.ts';
import { nonconformanceRaised } from '../../events/nonconformance-raised.ts';
import { ownSource } from '../posting/take-in.ts';
import type { AuditEntry, AuditedAct } from '../store/audit-trail.ts';
import type { EventRecord } from '../store/event-record.ts';
import type { Late } from './decision.ts';
import type { Disposition } from './messages.ts';
import type { Lot } from './registry.ts';

/** What words of quality may carry, whichever of them. */
interface Said {
  verdict?: string;
  hold?: boolean;
  inspection?: string;
  certificate?: string;
  results?: unknown;
  reason?: string;
  use?: string;
  title?: string;
  heldBy?: string;
  releasedBy?: string;
  inspectedBy?: string;
  reportedBy?: string;
}

/** What an auditor should read of it; undefined when nothing was said or done. */
export const entryOf = (what: Disposition, { event, acceptedAt }: EventRecord): AuditEntry | undefined => {
  const { plant, item, lot, unit, unitName, moved, held, because } = what;
  const said = event.data as Said;
  const act = actOf(what, said);
  if (!act) return undefined;
  const { inspection, certificate, results, use } = said;
  const reason = said.reason ?? said.title;
  const person = said.heldBy ?? said.releasedBy ?? said.inspectedBy ?? said.reportedBy;
  return {
    plant,
    item,
    lot,
    what: act,
    system: because.source,
    partner: because.partner,
    ...(person !== undefined && { person }),
    time: because.time,
    // Not the time now: told again, the entry must be the same.
    recordedAt: acceptedAt,
    evidence: {
      eventKey: because.eventKey,
      event: because.id,
      type: because.type,
      ...(inspection !== undefined && { inspection }),
      ...(certificate !== undefined && { certificate }),
      ...(results !== undefined && { results }),
      ...(reason !== undefined && { reason }),
      ...(use !== undefined && { use }),
    },
    quantities: { moved, held, ...(unit && { unit }), ...(unitName && { unitName }) },
  };
};

type ActOf = (what: Disposition, said: Said) => AuditedAct | undefined;

/** A word that moved nothing and is not the deciding one: a later one stood already. */
const isLate = ({ decides, moved }: Disposition): boolean => decides === false && moved === 0;

const byVerdict: Record<string, AuditedAct> = { pass: 'passed', fail: 'failed', pending: 'sampled' };

const words = new Map<string, ActOf>([
  [
    eventType(lotInspected),
    (what, { verdict = '' }) => (verdict !== 'pending' && isLate(what) ? 'superseded' : byVerdict[verdict]),
  ],
  [eventType(lotHeld), (what) => (isLate(what) ? 'superseded' : 'held')],
  [eventType(lotReleased), (what) => (isLate(what) ? 'superseded' : what.overrode ? 'overrode' : 'released')],
  [eventType(nonconformanceRaised), () => 'raised'],
]);

const actOf: ActOf = (what, said) => {
  const word = words.get(what.because.type);
  if (word) return word(what, said);
  if (what.moved === 0) return undefined;
  return what.moved > 0 ? 'held' : 'taken-out';
};

/** That the gateway told somebody that no word came. */
export const entriesOfLate = ({ plant, item, lot }: Lot, late: Late, recordedAt: string): AuditEntry[] => {
  const told = (what: AuditedAct, time: string, reason: string): AuditEntry => ({
    plant,
    item,
    lot,
    what,
    system: ownSource(plant),
    partner: gatewaySystem,
    time,
    recordedAt,
    evidence: { reason },
  });
  return [
    ...(late.remind
      ? [
          told(
            'reminded',
            recordedAt,
            `the goods are held, and the laboratory has said nothing since ${late.remind}`,
          ),
        ]
      : []),
    ...(late.escalate
      ? [told('escalated', late.escalate, 'no word let the goods out in the time the plant gives')]
      : []),
  ];
};
