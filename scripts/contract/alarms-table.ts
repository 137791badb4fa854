import { alarmRows } from '../../lib/alarms/catalogue.ts';

/** Every alarm with its severity and the reason for it: Markdown. */
export const alarmsTable = (): string =>
  [
    ['alarm', 'of', 'severity', 'in short', 'why this severity'],
    ['---', '---', '---', '---', '---'],
    ...alarmRows().map(({ section, of, severity, short, because, pagedBy }) => [
      `[${section}](#${section})`,
      of === 'plant' ? 'a plant' : 'all',
      pagedBy ? `none: [${pagedBy}](#${pagedBy}) pages` : severity,
      short,
      because,
    ]),
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
