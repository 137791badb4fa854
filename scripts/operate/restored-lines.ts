import type { PostedEvent } from '../../lambdas/operations/restored/plan.ts';
import type { PlantFindings, Undone } from './about-restored.ts';

/** Lines of each list. `--json` shows all. */
const mostLines = 50;

const toTheSecond = (moment: string): string => moment.replace(/(\.\d+)?Z$/, 'Z');

/** Documents that people enter in Odoo; stock and shortages follow from them. */
const enteredByPeople = ['production-order', 'purchase-order', 'sales-order', 'invoice'];

const shortened = <T>(all: readonly T[], lineOf: (each: T) => string): string[] => [
  ...all.slice(0, mostLines).map(lineOf),
  ...(all.length > mostLines ? [`  … and ${all.length - mostLines} more; --json shows all`] : []),
];

const eventLine = ({ eventKey, acceptedAt, type, orderingKey, document }: PostedEvent): string =>
  `  ${eventKey}  ${toTheSecond(acceptedAt)}  ${type.split('.').slice(2, 4).join('.')}  ${orderingKey}${document && `  was ${document}`}`;

/** The replay makes no document but the orders of shops, so every other one that is gone needs a person. */
const isForPeople = ({ now, replayed, madeAgain }: Undone): boolean =>
  now === 'gone' ? !madeAgain : replayed === 0;

const entityLine = ({ kind, subject, message, time, now, replayed }: Undone): string => {
  const state = now === 'gone' ? 'not in Odoo' : 'another state in Odoo';
  const needed = replayed > 0 ? `; ${replayed} events to replay need it` : '';
  return `  ${kind}  ${subject}  ${message} at ${toTheSecond(time)}: ${state}${needed}`;
};

/** What the search of the newest events has read of a plant. */
export const recentLines = (plant: string, read: number, oldest: string, more: boolean): string[] => [
  read === 0
    ? `${plant}: no posted events`
    : `${plant}: ${read} posted events read, ${more ? `back to those that arrived at ${toTheSecond(oldest)}` : 'which is all'}`,
];

/** What was found, by plant, and in all. */
export const foundLines = (found: readonly PlantFindings[], since: string): string[] => {
  const sum = (of: (each: PlantFindings) => number) => found.reduce((total, each) => total + of(each), 0);
  return [
    ...found.flatMap(({ plant, posted, plan, undone }) => {
      const { replay, forPerson, superseded } = plan;
      const entered = undone.filter(({ kind }) => enteredByPeople.includes(kind));
      const byPeople = entered.filter(isForPeople);
      const touched = entered.length - byPeople.length;
      return [
        `${plant}: ${posted} events posted since ${toTheSecond(since)}; Odoo has lost ${replay.length + forPerson.length + superseded.length}: ${replay.length} to replay, ${forPerson.length} for a person, ${superseded.length} superseded`,
        ...(forPerson.length > 0
          ? ['  for a person, because later events of their ordering key are booked:']
          : []),
        ...shortened(forPerson, eventLine),
        ...(byPeople.length > 0 ? ['  changed in Odoo after the backup, and not there now:'] : []),
        ...shortened(byPeople, entityLine),
        ...(touched > 0 ? [`  ${touched} more documents differ; replayed events are about them`] : []),
      ];
    }),
    `in all: ${sum(({ plan }) => plan.replay.length)} to replay, ${sum(({ plan }) => plan.forPerson.length)} for a person, ${sum(({ plan }) => plan.superseded.length)} superseded, of ${sum(({ posted }) => posted)}`,
  ];
};

/** The end of a dry run, or of a run that found nothing to do. */
export const nothingLines = (found: readonly PlantFindings[], lost: boolean): string[] => {
  const differing = found.some(({ undone }) => undone.length > 0);
  if (lost || differing)
    return [
      `Nothing was changed. ${lost ? '--apply holds all plant queues and replays' : '--apply lets the next poll compare everything'}.`,
    ];
  return ['Odoo has everything; nothing was changed. If the plant queues are held, --resume lets them book.'];
};

/** What the operator does next. */
export const appliedLines = (found: readonly PlantFindings[], since: string, lost: boolean): string[] => {
  if (!lost) return ['The next poll compares everything. No plant queue was held.'];
  const days = `--from ${since.slice(0, 10)} --to <today>`;
  return [
    'The lost events are in the plant queues again, which stay held. Next:',
    '  1. enter in Odoo what people changed after the backup, above all orders that replayed events are about',
    '  2. restored --resume; then list <plant> shows what Odoo refuses now',
    `  3. run costs <plant> ${days} and run history <plant> ${days}, for ${found.map(({ plant }) => plant).join(', ')}`,
  ];
};
