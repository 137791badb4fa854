import { dayOf } from '../../../lambdas/platform/time.ts';
import type { AnswerQuestion, Asked } from '../ask.ts';
import { listAt, numberAt, onlyKeys } from '../fields.ts';
import { dayAt, dayIn, zoneAt } from '../rules/days.ts';
import { datasetNames, historyRows } from '../rules/history-rows.ts';
import { dueDays, scorecardOf } from '../rules/scorecards.ts';

const mostRows = 5000;

const rowsOfDay =
  (dataset: string): AnswerQuestion =>
  (asked, given) => {
    const about = onlyKeys(given, ['day', 'time_zone', 'after', 'most'], '');
    const [day, zone] = [dayAt(about, 'day'), zoneAt(about)];
    const after = 'after' in about ? numberAt(about, 'after', '/after', true) : 0;
    const most = 'most' in about ? numberAt(about, 'most', '/most') : mostRows;
    const rows = historyRows(asked, dataset)
      .filter(({ moment, row }) => dayIn(moment, zone) === day && Number(row.line) > after)
      .map(({ row }) => row)
      .slice(0, most);
    return { rows, ...(rows.length === most && { next: rows.at(-1)?.line }) };
  };

/** Its books keep no record of when a row was written: every mark means nothing here, and everything counts. */
const days: AnswerQuestion = (asked, given) => {
  const zone = zoneAt(onlyKeys(given, ['since', 'time_zone'], ''));
  const sorted = (moments: string[]) => [...new Set(moments.map((moment) => dayIn(moment, zone)))].sort();
  return {
    mark: '0:0',
    anew: true,
    days: Object.fromEntries([
      ...datasetNames.map((name) => [name, sorted(historyRows(asked, name).map(({ moment }) => moment))]),
      ['supplier_scorecard', sorted(dueDays(asked))],
    ]),
  };
};

const scorecard: AnswerQuestion = (asked, given) => {
  const about = onlyKeys(given, ['day', 'time_zone'], '');
  const [day, zone] = [dayAt(about, 'day'), zoneAt(about)];
  const today = dayOf(asked.now, zone);
  return { rows: day < today ? scorecardOf(asked, (moment) => dayIn(moment, zone), day) : [] };
};

/** As its bills of materials have them: minutes for what one bill makes. */
const cycles = ({ books, warehouse }: Asked, given: unknown) => {
  const orders = listAt(onlyKeys(given, ['orders'], ''), 'orders', '/orders');
  return {
    cycles: books.all(
      `SELECT DISTINCT first_name AS production_order, bom_operation.name AS operation, work_center.code AS work_center,
              minutes * 60 / bom.quantity AS seconds, item.uom
         FROM production JOIN item ON item.id = production.item_id JOIN bom ON bom.item_id = item.id
         JOIN bom_operation ON bom_id = bom.id JOIN work_center ON work_center.id = work_center_id
        WHERE warehouse_id = ? AND minutes > 0 AND first_name IN (SELECT value FROM json_each(?))`,
      warehouse.id,
      JSON.stringify(orders),
    ),
  };
};

export const historyQuestions: Readonly<Record<string, AnswerQuestion>> = {
  ...Object.fromEntries(datasetNames.map((name) => [`history.${name}`, rowsOfDay(name)])),
  'history.days': days,
  'history.supplier_scorecard': scorecard,
  'history.cycles': cycles,
};
