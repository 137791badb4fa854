import { setTimeout as pause } from 'node:timers/promises';
import { dayOf } from '../../../lambdas/history/days.ts';
import { daysWritten, rowsFromOdoo } from '../../../lambdas/history/odoo-answers.ts';
import type { Dataset, Row } from '../../../lambdas/lake/lake.ts';
import { askOdoo } from '../../../lambdas/odoo/ask.ts';
import type { QuestionPort } from '../../../lambdas/odoo/question-port.ts';
import { gdansk } from '../../../plants/gdansk.ts';
import { oslo } from '../../../plants/oslo.ts';
import type { ShopFloor } from '../shop-floor.ts';

/** Reads what Odoo tells of a plant's history. */
export class HistoryReader {
  readonly odoo: QuestionPort;
  readonly plant = oslo;
  readonly other = gdansk;

  constructor(floor: ShopFloor) {
    this.odoo = { ask: (question) => askOdoo(floor.client, question) };
  }

  /** The day on the plant's calendar of a moment in Odoo's notation. */
  dayOf(time: string): string {
    return dayOf(new Date(`${time.replace(' ', 'T')}Z`), this.plant.timeZone);
  }

  async rows(
    dataset: Dataset,
    day: string,
    { most, plant = oslo }: { most?: number; plant?: typeof oslo } = {},
  ) {
    const rows: Row[] = [];
    for await (const portion of rowsFromOdoo(this.odoo, plant, dataset, day, most)) rows.push(...portion);
    return rows;
  }

  days(since?: string) {
    return daysWritten(this.odoo, this.plant, since);
  }

  /**
   * A mark behind which nothing was written. Whatever is open in the cluster, of whichever database, holds the mark
   * back, and days are told twice then.
   */
  async quietMark(): Promise<string> {
    let { mark } = await this.days();
    for (;;) {
      const { days, mark: next } = await this.days(mark);
      if (Object.values(days).every((each) => each.length === 0)) return mark;
      mark = next;
      await pause(200);
    }
  }
}

/** Half an hour before and after the midnight of some days ago on the wall of the plant, in Odoo's notation. */
export const lateOn = (daysAgo: number, timeZone: string) => {
  const halfHour = 1_800_000;
  const noon = new Date(Date.now() - daysAgo * 86_400_000);
  const day = dayOf(noon, timeZone);
  let midnight = Math.floor(noon.getTime() / halfHour) * halfHour;
  while (dayOf(new Date(midnight), timeZone) === day) midnight += halfHour;
  const written = (moment: number) => new Date(moment).toISOString().slice(0, 19).replace('T', ' ');
  return {
    before: written(midnight - halfHour),
    after: written(midnight + halfHour),
    day,
    next: dayOf(new Date(midnight), timeZone),
  };
};

export const sum = (rows: readonly Row[], field = 'quantity'): number =>
  rows.reduce((total, row) => total + Number(row[field] ?? 0), 0);

export const of = (rows: readonly Row[], field: string, value: string): Row[] =>
  rows.filter((row) => row[field] === value);
