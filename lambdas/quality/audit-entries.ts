import { eventType } from '../../events/define-event.ts';
import { gatewaySystem } from '../../events/envelope.ts';
import { lotContained } from '../../events/lot-contained.ts';
import { lotHeld } from '../../events/lot-held.ts';
import { lotInspected } from '../../events/lot-inspected.ts';
import { lotReleased } from '../../events/lot-released.ts';
import { nonconformanceRaised } from '../../events/nonconformance-raised.ts';
import { ownSource } from '../posting/accept-once.ts';
import type { AuditEntry, AuditedAct } from '../store/audit-trail.ts';
import type { EventRecord } from '../store/event-record.ts';
import type { OverdueNotices } from './decision.ts';
import type { Disposition } from './messages.ts';
import type { Lot } from './registry.ts';

/** The audit entry of a change of a lot. Undefined when the event stated nothing and moved nothing. */
export const entryOf = (what: Disposition, { event, acceptedAt }: EventRecord): AuditEntry | undefined => {
  const { plant, item, lot, unit, unitName, moved, held, because } = what;
  const data = event.data as QualityData;
  const act = actOf(what, data);
  if (!act) return undefined;
  const { inspection, certificate, results, use } = data;
  const reason =
    data.reason ?? data.title ?? ([data.what, data.document].filter(Boolean).join('; ') || undefined);
  const person = data.heldBy ?? data.releasedBy ?? data.inspectedBy ?? data.reportedBy ?? data.person;
  return {
    plant,
    item,
    lot,
    what: act,
    system: because.source,
    partner: because.partner,
    ...(person !== undefined && { person }),
    time: because.time,
    // Not the current time: a second delivery must write the same entry.
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

/** Fields that the data of a quality event may have. Each event type has some of them. */
interface QualityData {
  verdict?: string;
  hold?: boolean;
  inspection?: string;
  certificate?: string;
  results?: unknown;
  reason?: string;
  use?: string;
  title?: string;
  what?: string;
  heldBy?: string;
  releasedBy?: string;
  inspectedBy?: string;
  reportedBy?: string;
  document?: string;
  person?: string;
}

type ActOf = (what: Disposition, data: QualityData) => AuditedAct | undefined;

const actOf: ActOf = (what, data) => {
  const statement = actByType.get(what.because.type);
  if (statement) return statement(what, data);
  if (what.moved === 0) return undefined;
  return what.moved > 0 ? 'held' : 'taken-out';
};

/** True for an event that moved nothing and does not decide: Odoo already had a later statement about the lot. */
const isSuperseded = ({ decides, moved }: Disposition): boolean => decides === false && moved === 0;

const byVerdict: Record<string, AuditedAct> = { pass: 'passed', fail: 'failed', pending: 'sampled' };

const actByType = new Map<string, ActOf>([
  [
    eventType(lotInspected),
    (what, { verdict = '' }) =>
      verdict !== 'pending' && isSuperseded(what) ? 'superseded' : byVerdict[verdict],
  ],
  [eventType(lotHeld), (what) => (isSuperseded(what) ? 'superseded' : 'held')],
  [
    eventType(lotReleased),
    (what) => (isSuperseded(what) ? 'superseded' : what.overrode ? 'overrode' : 'released'),
  ],
  [
    eventType(nonconformanceRaised),
    (what, { hold = true }) => (!hold ? 'raised' : isSuperseded(what) ? 'superseded' : 'held'),
  ],
  [
    eventType(lotContained),
    ({ bypassed, moved }) => (bypassed ? 'bypassed' : moved > 0 ? 'contained' : 'by-hand'),
  ],
]);

/** Audit entries for the reminder and the escalation that the gateway sends. `recordedAt` is RFC 3339. */
export const noticeEntries = (
  { plant, item, lot }: Lot,
  notices: OverdueNotices,
  recordedAt: string,
): AuditEntry[] => {
  const entry = (what: AuditedAct, time: string, reason: string): AuditEntry => ({
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
    ...(notices.remind
      ? [
          entry(
            'reminded',
            recordedAt,
            `the goods are held, and the laboratory has said nothing since ${notices.remind}`,
          ),
        ]
      : []),
    ...(notices.escalate
      ? [entry('escalated', notices.escalate, 'no word let the goods out in the time the plant gives')]
      : []),
  ];
};
