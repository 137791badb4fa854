import type { CloudEvent } from '../../events/envelope.ts';
import { type HistoryDeps, historyJob } from '../../lambdas/analytics/history/history-job.ts';
import { sources } from '../../lambdas/analytics/history/sources.ts';
import type { LakeRow } from '../../lambdas/analytics/lake.ts';
import type { OdooQuestion } from '../../lambdas/odoo/ports.ts';
import type { RunRecord } from '../../lambdas/platform/runs/run-store.ts';
import { oslo } from '../../plants/oslo.ts';
import { recordOf } from '../fakes/events.ts';
import { inMemoryEventStore } from '../fakes/in-memory-event-store.ts';
import { inMemoryLake } from '../fakes/in-memory-lake.ts';

type OdooRow = Record<string, string | number>;

/** Rows of Odoo by dataset and day, each with the transaction that wrote it. */
const odooOfRows = () => {
  const kept: { dataset: string; day: string; written: number; row: OdooRow }[] = [];
  let transaction = 1;
  const answerTo = ({ question, about }: OdooQuestion): unknown => {
    const { day, since, after = 0 } = about as { day?: string; since?: string; after?: number };
    const dataset = question.replace('history.', '');
    if (question === 'history.cycles') return { cycles: [] };
    if (question === 'history.days') {
      const newer = kept.filter(({ written }) => since === undefined || written >= Number(since));
      const days = Object.fromEntries(
        sources.map((source) => [
          source.dataset.name,
          [
            ...new Set(newer.filter((one) => one.dataset === source.dataset.name).map((one) => one.day)),
          ].sort(),
        ]),
      );
      return { mark: String(transaction), anew: since === undefined, days };
    }
    const rows = kept
      .filter((one) => one.dataset === dataset && one.day === day)
      .map(({ row }, index) => (dataset === 'supplier_scorecard' ? row : { line: index + 1, ...row }))
      .filter((row) => Number(row.line ?? 1) > after);
    const [first] = rows;
    return { rows: rows.slice(0, 1), ...(rows.length > 1 && { next: first?.line }) };
  };
  return {
    ask: async (question: OdooQuestion) => ({ ok: true as const, answer: answerTo(question) }),
    books(dataset: string, day: string, row: OdooRow) {
      kept.push({ dataset, day, written: transaction, row });
      transaction += 1;
    },
  };
};

/** A plant whose history is written, run by run. */
export const historyFixture = () => {
  const odoo = odooOfRows();
  const eventStore = inMemoryEventStore();
  const lake = inMemoryLake();
  let last: unknown;
  let runs = 0;
  const deps: HistoryDeps = {
    plants: { oslo },
    odoo,
    eventStore,
    lake,
    lastCheckpoint: async () => last,
  };
  const begin = (startedAt: string, range?: RunRecord['range']): RunRecord => {
    runs += 1;
    const run = { plant: 'oslo', job: 'history', id: String(runs), state: 'running' as const, by: 'test' };
    return { ...run, startedAt, counts: {}, version: '1', ...(range && { range }) };
  };
  /** All steps. Each has time for `perStep` partitions. Each look at the clock comes `looksMs` after the one before. */
  const finish = async (
    run: RunRecord,
    { use = deps, perStep = 1000, looksMs = 0, saved = (_: RunRecord): void => {} } = {},
  ) => {
    let now = run;
    for (let steps = 1; ; steps += 1) {
      let left = perStep;
      // Asked before every partition but the first.
      const timeLeft = () => {
        left -= 1;
        return left > 0 ? 600_000 - (perStep - left) * looksMs : 0;
      };
      const { done, checkpoint, counts } = await historyJob(use).step(now, timeLeft);
      now = { ...now, checkpoint: JSON.parse(JSON.stringify(checkpoint)), counts };
      saved(now);
      if (!done) continue;
      if (!run.range) last = now.checkpoint;
      return { counts, steps };
    }
  };
  const partitions = () =>
    Object.fromEntries(
      lake.partitions().map((name) => {
        const [dataset = '', plant = '', day = ''] = name.split(' ');
        return [`${dataset} ${day}`, lake.rows(dataset, { plant, day })];
      }),
    ) as Record<string, LakeRow[]>;
  return {
    deps,
    odoo,
    lake,
    begin,
    finish,
    partitions,
    run: (startedAt: string, range?: RunRecord['range']) => finish(begin(startedAt, range)),
    /** which partitions a run writes, by what a spying lake sees */
    async written(startedAt: string, range?: RunRecord['range']) {
      const seen: string[] = [];
      const use: HistoryDeps = {
        ...deps,
        lake: {
          replace(dataset, partition, rows) {
            seen.push(`${dataset.name} ${partition.day}`);
            return lake.replace(dataset, partition, rows);
          },
        },
      };
      await finish(begin(startedAt, range), { use });
      return seen;
    },
    async reports(event: CloudEvent, acceptedAt = event.time) {
      const at = `${new Date(acceptedAt).toISOString().slice(0, 23)}000Z`;
      await eventStore.accept(recordOf(event, { acceptedAt: at, status: 'recorded' }));
    },
  };
};

export type HistoryFixture = ReturnType<typeof historyFixture>;
