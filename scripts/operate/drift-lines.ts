import type { Report, ReportLine } from '../../lambdas/reconciliation/reports.ts';

/** A report on one line; below it how often each cause was found. */
export const reportLines = ({ id, at, snapshots, counts }: Report): string[] => {
  const { compared = 0, differing = 0, beyond = 0, ...causes } = counts;
  const about = [snapshots.stock?.snapshot, snapshots.orders?.snapshot, ...snapshots.days].filter(Boolean);
  const why = Object.entries(causes).map(([cause, count]) => `${cause} ${count}`);
  return [
    `${id}  ${at.slice(0, 19)}Z  ${compared} compared, ${differing} differ, ${beyond} beyond tolerance`,
    `    ${about.join(', ')}`,
    ...(why.length > 0 ? [`    ${why.join(', ')}`] : []),
  ];
};

const whatOf = ({ line }: ReportLine): string => {
  if (line.kind === 'stock') return [line.item, line.lot, line.location].filter(Boolean).join(' / ');
  if (line.kind === 'order') return `${line.order} ${line.of}`;
  if (line.kind === 'sequence') return `sequence of ${line.system}`;
  return `${line.event} of ${line.system} on ${line.date}`;
};

/** One difference: what each side says, and below it every cause with its evidence. */
export const driftLines = (each: ReportLine): string[] => {
  const { line, approval } = each;
  const { plant = '', odoo = '', difference } = line;
  const unit = line.unit ?? line.unitName ?? '';
  const sign = (difference ?? 0) > 0 ? '+' : '';
  return [
    `${line.line}  ${line.beyond ? '!' : ' '} ${whatOf(each)}: plant ${plant}, Odoo ${odoo} ${unit}`.trimEnd() +
      (difference === undefined ? '' : ` (${sign}${difference})`),
    ...line.causes.map(({ cause, share, evidence }) =>
      `    ${cause}${share === undefined ? '' : ` ${share}`}  ${Object.entries(evidence)
        .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(', ') : value}`)
        .join('; ')}`.trimEnd(),
    ),
    ...(approval ? [`    approved by ${approval.by} at ${approval.at}: ${approval.note}`] : []),
  ];
};
