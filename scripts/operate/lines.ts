import type { RunRecord } from '../../lambdas/platform/runs/run-store.ts';
import type { ReadEntry } from '../../lambdas/store/audit-trail.ts';

/** An event that `list` shows. */
export interface Listed {
  eventKey: string;
  status: string;
  event: { type: string };
  orderingKey: string;
  acceptedAt: string;
  reason?: { code: string; message: string; missing?: { kind: string; code: string }[] };
}

const toTheSecond = (moment: string): string => moment.replace(/(\.\d+)?Z$/, 'Z');

/** What waits for a decision, and why it was refused. */
export const eventLines = ({
  eventKey,
  status,
  event,
  orderingKey,
  acceptedAt,
  reason,
}: Listed): string[] => {
  const type = event.type.split('.').slice(2, 4).join('.');
  const refused = status === 'quarantined' ? reason : undefined;
  return [
    `${eventKey}  ${status.padEnd(11)}  ${toTheSecond(acceptedAt)}  ${type.padEnd(22)}  ${orderingKey}`,
    ...(refused ? [`    ${refused.code}: ${refused.message}`] : []),
    ...(refused?.missing ?? []).map(({ kind, code }) => `    missing: ${kind} ${code}`),
  ];
};

/** When, at which plant, what, how much, by whom; and below it on what evidence. */
export const auditLines = ({
  plant,
  time,
  recordedAt,
  what,
  partner,
  person,
  quantities,
  evidence,
  tampered,
}: ReadEntry): string[] => {
  const { moved = 0, held = 0, unit, unitName } = quantities ?? {};
  const sign = moved > 0 ? '+' : '';
  const amounts = quantities
    ? `${moved === 0 ? '' : `${sign}${moved}, `}${held} ${unit ?? unitName} held then`
    : '';
  const { inspection, certificate, reason, use } = evidence;
  // What is said of a time to come counts from now.
  const ahead = Date.parse(time) > Date.parse(recordedAt);
  const because = [
    ...[reason, inspection, certificate, use === 'rework' ? 'for rework' : undefined],
    ahead ? `its sender's clock said ${toTheSecond(time)}` : undefined,
  ];
  const said = because.filter((each) => each !== undefined).join('; ');
  return [
    [
      toTheSecond(ahead ? recordedAt : time),
      plant.padEnd(8),
      what.padEnd(10),
      amounts.padEnd(24),
      [partner, person].filter(Boolean).join(' '),
      tampered ? '  NOT AS IT WAS WRITTEN' : '',
    ]
      .join('  ')
      .trimEnd(),
    ...(said ? [`    ${said}`] : []),
  ];
};

/** Time, job, state, days and who asked for it. Below it what the run counted, and why it ended so. */
export const runLines = ({
  job,
  state,
  startedAt,
  endedAt,
  range,
  by,
  counts,
  note,
  reason,
}: RunRecord): string[] => {
  // Of two runs at once, the later one has nothing to do.
  const came = state === 'done' && reason !== undefined ? 'left' : state;
  const named = Object.entries(counts).toSorted(([a], [b]) => a.localeCompare(b));
  const counted = named.map(([what, amount]) => `${amount} ${what}`);
  return [
    [
      toTheSecond(startedAt),
      endedAt ? toTheSecond(endedAt) : '…'.padEnd(20),
      job.padEnd(14),
      came.padEnd(7),
      (range ? `${range.from} to ${range.to}` : 'what is new').padEnd(24),
      by,
    ].join('  '),
    ...(counted.length > 0 ? [`    ${counted.join(', ')}`] : []),
    ...(note ? [`    ${note}`] : []),
    ...(reason ? [`    ${reason}`] : []),
  ];
};
