import * as z from 'zod';
import type { PlantProfile } from '../../../configuration/plant.ts';
import type { Job, Step } from '../../platform/runs/carry-on.ts';
import { lastRunWithoutRange, type RunRecord } from '../../platform/runs/run-store.ts';
import { Impossible } from '../../platform/task-failures.ts';
import { addDays, dayOf, daysFrom } from '../../platform/time.ts';
import { askCosts, type CostsDeps, OutOfTime } from './ask-costs.ts';
import { readItemCosts, readOrderCosts } from './cost-rows.ts';

const checkpoint = z.object({
  /** Odoo's watermark from which the next run reads */
  mark: z.string().optional(),
  /** the day of the item costs, while they are not read yet */
  items: z.string().optional(),
  /** days whose orders are not read yet, ascending */
  days: z.array(z.string()),
});
type Checkpoint = z.infer<typeof checkpoint>;

/** Days that the first run looks back. A run with a range reads older ones. */
const firstDays = 31;
const mostDays = 3660;

/**
 * Reads the current costs of items and the real costs of orders. A run without a range reads all items, and the days of
 * finished orders whose costs may have changed since the run before. A run with a range reads only the orders of its days:
 * Odoo does not know past costs of items.
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
    // The first step only saves the checkpoint: its watermark must be older than anything that is read.
    if (run.checkpoint === undefined) return stepOf(progress);
    const before = JSON.stringify(progress.left);
    try {
      await readCosts(progress, plant, timeLeft, deps);
    } catch (error) {
      if (!(error instanceof OutOfTime)) throw error;
      // A whole step was too short for one partition, so every repeat would be too.
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
  const last = checkpoint.safeParse((await lastRunWithoutRange(run.plant, run.job, deps.runs))?.checkpoint);
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

const readCosts = async (
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
    count('messages', read.published);
    const { items: _, ...rest } = progress.left;
    progress.left = rest;
  }
  for (const day of progress.left.days) {
    count('orders', await readOrderCosts(plant, day, timeLeft, deps));
    count('days', 1);
    progress.left = { ...progress.left, days: progress.left.days.filter((other) => other > day) };
  }
};
