import type { CostsDeps } from '../../lambdas/analytics/costs/ask-costs.ts';
import { costsJob } from '../../lambdas/analytics/costs/costs-job.ts';
import type { QuestionPort } from '../../lambdas/odoo/ports.ts';
import type { FeedMessage } from '../../lambdas/outbound/feed/feed.ts';
import { carryOn, type RunDeps } from '../../lambdas/platform/runs/carry-on.ts';
import type { Range, RunRecord } from '../../lambdas/platform/runs/run-store.ts';
import { oslo } from '../../plants/oslo.ts';
import { inMemoryCodeMapping } from './in-memory-code-mapping.ts';
import { inMemoryFeed } from './in-memory-feed.ts';
import { inMemoryLake } from './in-memory-lake.ts';
import { inMemoryRuns } from './in-memory-runs.ts';

/** Runs of the cost job on Oslo, over any Odoo, with everything else in memory. */
export class CostsFixture {
  now = new Date('2026-11-24T02:15:00.000Z');
  readonly feed = inMemoryFeed();
  readonly lake = inMemoryLake();
  readonly runs = inMemoryRuns();
  readonly codeMapping = inMemoryCodeMapping();
  readonly odoo: QuestionPort;
  private nights = 0;

  constructor(odoo: QuestionPort) {
    this.odoo = odoo;
  }

  get deps(): CostsDeps {
    const { feed, lake, runs, codeMapping, odoo } = this;
    return { feed, lake, runs, codeMapping, odoo, plants: { oslo }, clock: () => this.now, keepDays: 30 };
  }

  /** The whole run of a new execution, one step per call. `deps` may be those of functions that are killed. */
  async night(
    range?: Range,
    more: { timeLeft?: () => number; deps?: () => CostsDeps } = {},
  ): Promise<RunRecord> {
    this.nights += 1;
    const startedAt = new Date(this.now.getTime() + this.nights).toISOString();
    const order = { job: 'costs', plant: 'oslo', by: 'schedule', ...(range && { range }) };
    const asked = { order, execution: `night-${this.nights}`, startedAt };
    const nothing = () => {};
    for (let step = 0; step < 500; step++) {
      const deps = more.deps?.() ?? this.deps;
      const runDeps: RunDeps = {
        runs: this.runs,
        jobs: { costs: costsJob(deps) },
        plants: { oslo },
        runHours: 23,
        clock: () => this.now,
        log: { info: nothing, warn: nothing, error: nothing },
        count: nothing,
      };
      const { run, done } = await carryOn(asked, more.timeLeft ?? (() => 60_000), runDeps).catch((error) => {
        if (error.message === 'killed') return { run: '', done: false };
        throw error;
      });
      const record = done && (await this.runs.find('oslo', 'costs', run));
      if (record) return record;
    }
    throw new Error('comes to no end');
  }

  async published(): Promise<FeedMessage[]> {
    const all: FeedMessage[] = [];
    for (;;) {
      const page = await this.feed.after('oslo', all.length, 100);
      if (page.length === 0) return all;
      all.push(...page);
    }
  }
}
