import type { Range, RunRecord } from './records.ts';

/** Scheduled work on one plant, in steps that may be repeated. */
export interface Job {
  /** `history`, `costs`, `reconciliation` … */
  name: string;
  /**
   * Goes on from the run's checkpoint and does what there is time for. May be killed anywhere and called again with the
   * same checkpoint: what it writes the second time is what it wrote the first time.
   */
  step(run: RunRecord, timeLeft: () => number): Promise<Step>;
}

export interface Step {
  done: boolean;
  /** where the next step goes on; JSON, small */
  checkpoint?: unknown;
  /** of the run so far, by what was counted */
  counts: Readonly<Record<string, number>>;
  /** what else there is to know of the run, for people; stays until a later step says another */
  note?: string;
}

export type { Range, RunRecord };
