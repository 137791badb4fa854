import type { Dataset } from '../../../datasets/define-dataset.ts';
import { daysWritten, rowsFromOdoo } from '../../../lambdas/analytics/history/ask-history.ts';
import type { LakeRow } from '../../../lambdas/analytics/lake.ts';
import { askOdoo, type QuestionPort } from '../../../lambdas/odoo/ports.ts';
import { dayOf } from '../../../lambdas/platform/time.ts';
import { gdansk } from '../../../plants/gdansk.ts';
import { oslo } from '../../../plants/oslo.ts';
import type { ShopFloor } from '../shop-floor.ts';

/** Reads what Odoo answers about a plant's history. */
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
    const rows: LakeRow[] = [];
    for await (const portion of rowsFromOdoo(this.odoo, plant, dataset, day, most)) rows.push(...portion);
    return rows;
  }

  days(since?: string) {
    return daysWritten(this.odoo, this.plant, since);
  }

  /**
   * The days that `work` changes, by dataset. Any open transaction in the cluster, of any database, holds back the
   * watermark that Odoo answers. So this starts from the newest watermark that Odoo accepts: nothing from before counts.
   */
  async changedBy(work: () => Promise<unknown>): Promise<Record<string, string[]>> {
    const mark = await this.newestWatermark();
    await work();
    const { days, anew } = await this.days(mark);
    if (anew) throw new Error('the watermark means nothing');
    return days;
  }

  /** Watermarks beyond the next transaction mean nothing. This finds the last one that means something. */
  private async newestWatermark(): Promise<string> {
    const { mark } = await this.days();
    const [database = '', oldest = ''] = mark.split(':');
    const after = (steps: number) => `${database}:${Number(oldest) + steps}`;
    const means = async (steps: number) => !(await this.days(after(steps))).anew;
    let beyond = 1;
    while (await means(beyond)) beyond *= 2;
    let known = Math.floor(beyond / 2);
    while (beyond - known > 1) {
      const middle = Math.floor((known + beyond) / 2);
      if (await means(middle)) known = middle;
      else beyond = middle;
    }
    return after(known);
  }

  /** So many days ago, or more, that nothing was booked on that day or the next. */
  async quiet(daysAgo: number): Promise<number> {
    const { days } = await this.days();
    const busy = new Set(Object.values(days).flat());
    for (let ago = daysAgo; ; ago += 2) {
      const { day, next } = lateOn(ago, this.plant.timeZone);
      if (!busy.has(day) && !busy.has(next)) return ago;
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

export const sum = (rows: readonly LakeRow[], field = 'quantity'): number =>
  rows.reduce((total, row) => total + Number(row[field] ?? 0), 0);

export const of = (rows: readonly LakeRow[], field: string, value: string): LakeRow[] =>
  rows.filter((row) => row[field] === value);
