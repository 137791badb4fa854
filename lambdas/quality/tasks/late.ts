import { lotHash } from '../../audit/entry.ts';
import type { BusMessage } from '../../bus/outcome-messages.ts';
import { entriesOfLate } from '../audit-entries.ts';
import type { Late } from '../decision.ts';
import type { QualityDeps } from '../deps.ts';
import type { Lot } from '../lot.ts';
import type { TaskOf } from '../messages.ts';
import { change } from '../registry.ts';
import { told } from '../transitions.ts';

/** Tells who has to know that no word came. Lets nothing out: the goods stay held. */
export const tellLate = async (
  { plant, item, lot, assessed }: TaskOf<'late'>,
  deps: QualityDeps,
): Promise<void> => {
  const of = { plant, item, lot };
  const { remind, escalate } = assessed.late;
  const late: Late = { ...(remind && { remind }), ...(escalate && { escalate }) };
  for (const entry of entriesOfLate(of, late, assessed.at)) await deps.audit.write(entry);
  await deps.outcomes.publish(messagesOf(of, late));
  if (escalate) {
    deps.log.warn('VERDICT_OVERDUE', { ...of, dueAt: escalate });
    deps.count('VerdictOverdue', plant);
  }
  await change(deps.registry, of, told(late));
};

const messagesOf = (lot: Lot, { remind, escalate }: Late): BusMessage[] => [
  ...(remind
    ? [
        {
          name: 'lot.verdict-reminded',
          id: `${lotHash(lot)}.reminded.${remind}`,
          subject: lot.lot,
          data: { ...lot, silentSince: remind },
        },
      ]
    : []),
  ...(escalate
    ? [
        {
          name: 'lot.verdict-overdue',
          id: `${lotHash(lot)}.overdue.${escalate}`,
          subject: lot.lot,
          data: { ...lot, dueAt: escalate },
        },
      ]
    : []),
];
