import type { AnswerQuestion } from '../ask.ts';
import { onlyKeys } from '../fields.ts';
import { dayAt, dayIn, zoneAt } from '../rules/days.ts';

/** The books know no transactions, so no mark means anything here: all days from the one given. */
export const costsChangedDays: AnswerQuestion = ({ books, warehouse }, given) => {
  const about = onlyKeys(given, ['since', 'from', 'time_zone'], '');
  const zone = zoneAt(about);
  const from = dayAt(about, 'from');
  const finished = books.all<{ finished: string }>(
    `SELECT finished FROM production WHERE state = 'done' AND warehouse_id = ?`,
    warehouse.id,
  );
  const days = new Set(finished.map((each) => dayIn(each.finished, zone)));
  return { mark: '0:0', days: [...days].filter((day) => day >= from).sort() };
};
