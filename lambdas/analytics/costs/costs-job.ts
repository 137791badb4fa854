import * as z from 'zod';
import type { PlantProfile } from '../../../configuration/plant.ts';
import type { Job, Step } from '../../platform/runs/carry-on.ts';
import type { RunRecord } from '../../platform/runs/run-store.ts';
import { lastOfTheLine } from '../../platform/runs/run-store.ts';
import { Impossible } from '../../platform/task-failures.ts';
import { addDays, dayOf, daysFrom } from '../../platform/time.ts';
import type { CostsDeps } from './ask-costs.ts';
import { askCosts, OutOfTime } from './ask-costs.ts';
import { readItemCosts, readOrderCosts } from './cost-rows.ts';

const checkpoint = z.object({
  /** how far Odoo is read, for the run after this one */
  mark: z.string().optional(),
  /** the day whose item costs are still to be read */
  items: z.string().optional(),
  /** days whose orders are still to be read */
  days: z.array(z.string()),
});
type Checkpoint = z.infer<typeof checkpoint>;

/** How far the first run looks back; what is older is asked for by a range. */
const firstDays = 31;
const mostDays = 3660;

/**
 * What items cost today, and what orders really cost. A run without a range reads the costs of all items, and those of
 * the days on which orders were finished whose cost may be another one since the run before; one with a range reads the
 * orders of its days only, as Odoo does not know what items cost then.
 */
export const costsJob = (deps: CostsDeps): Job => ({
  name: 'costs',
  async step(run, timeLeft) {
    const plant = deps.plants[run.plant];
    if (!plant) throw new Impossible(`there is no plant ${run.plant}`);
    const progress = {
      left: run.checkpoint === undefined ? await begin(run, plant, deps) : checkpoint.parse(run.checkpoint),
      counts: { ...run.counts },
    };
    // Kept before anything is written: the mark is from before the reading.
    if (run.checkpoint === undefined) return stepOf(progress);
    const before = JSON.stringify(progress.left);
    try {
      await goOn(progress, plant, timeLeft, deps);
    } catch (error) {
      if (!(error instanceof OutOfTime)) throw error;
      // With all of a step's time: it would end like this again and again.
      if (JSON.stringify(progress.left) === before)
        throw new Impossible(
          `the costs of ${progress.left.items ?? progress.left.days[0]} take longer than a step may`,
        );
    }
    return stepOf(progress);
  },
});

interface Progress {
  left: Checkpoint;
  counts: Record<string, number>;
}

const stepOf = ({ left, counts }: Progress): Step => ({
  done: left.items === undefined && left.days.length === 0,
  checkpoint: left,
  counts,
});

const begin = async (run: RunRecord, plant: PlantProfile, deps: CostsDeps): Promise<Checkpoint> => {
  if (run.range) {
    const days = daysFrom(run.range.from, run.range.to);
    if (days.length > mostDays) throw new Impossible(`more than ${mostDays} days are too many for a run`);
    return { days };
  }
  const items = dayOf(new Date(run.startedAt), plant.timeZone);
  const last = checkpoint.safeParse((await lastOfTheLine(run.plant, run.job, deps.runs))?.checkpoint);
  const { mark, days } = await askCosts(
    'costs.changed-days',
    plant,
    {
      time_zone: plant.timeZone,
      from: addDays(items, -firstDays),
      ...(last.data?.mark !== undefined && { since: last.data.mark }),
    },
    deps,
  );
  return { mark, items, days };
};

const goOn = async (
  progress: Progress,
  plant: PlantProfile,
  timeLeft: () => number,
  deps: CostsDeps,
): Promise<void> => {
  const count = (what: string, amount: number) => {
    progress.counts[what] = (progress.counts[what] ?? 0) + amount;
  };
  const { items } = progress.left;
  if (items !== undefined) {
    const read = await readItemCosts(plant, items, timeLeft, deps);
    count('items', read.items);
    count('messages', read.told);
    const { items: _, ...rest } = progress.left;
    progress.left = rest;
  }
  for (const day of progress.left.days) {
    count('orders', await readOrderCosts(plant, day, timeLeft, deps));
    count('days', 1);
    progress.left = { ...progress.left, days: progress.left.days.filter((other) => other > day) };
  }
};
