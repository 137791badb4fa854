/** Days of the plant, in its own time zone, `YYYY-MM-DD`; both are part of the range. */
export interface Range {
  from: string;
  to: string;
}

/** One run of a job on a plant. Times are RFC 3339 in UTC. */
export interface RunRecord {
  plant: string;
  job: string;
  /** its place among the plant's runs of the job; sorts as time does */
  id: string;
  state: 'running' | 'done' | 'failed';
  /** absent: whatever is new since the run before */
  range?: Range;
  /** what the schedule, or the operator, asked for it */
  by: string;
  startedAt: string;
  endedAt?: string;
  /** what the last step left for the next one */
  checkpoint?: unknown;
  counts: Readonly<Record<string, number>>;
  /** what else there is to know of it, for people */
  note?: string;
  /** why it failed, for people */
  reason?: string;
  /** another one after every change */
  version: string;
}
