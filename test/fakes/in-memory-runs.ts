import { randomUUID } from 'node:crypto';
import type { RunRecord, RunStore, RunTurn } from '../../lambdas/platform/runs/run-store.ts';

/** Runs in memory; they pass the same suite as those on DynamoDB. */
export const inMemoryRuns = (): RunStore => {
  const runs = new Map<string, RunRecord>();
  const turns = new Map<string, RunTurn>();
  const keyOf = (...parts: string[]) => parts.join(' ');
  return {
    async find(plant, job, id) {
      return structuredClone(runs.get(keyOf(plant, job, id)));
    },
    async replace(seen, next) {
      const key = keyOf(next.plant, next.job, next.id);
      if (runs.get(key)?.version !== seen?.version) return undefined;
      const record = structuredClone({ ...next, version: randomUUID() });
      runs.set(key, record);
      return structuredClone(record);
    },
    async *runs(plant, job) {
      const of = [...runs.values()].filter((run) => run.plant === plant && run.job === job);
      for (const run of of.sort((a, b) => (a.id < b.id ? 1 : -1))) yield structuredClone(run);
    },
    async turn(plant, job) {
      return structuredClone(turns.get(keyOf(plant, job)));
    },
    async setTurn(seen, next) {
      const key = keyOf(next.plant, next.job);
      if (turns.get(key)?.version !== seen?.version) return undefined;
      const turn = { ...next, version: randomUUID() };
      turns.set(key, turn);
      return { ...turn };
    },
  };
};
