import { describe, expect, it } from 'vitest';
import type { PlantProfile } from '../../configuration/plant.ts';
import { dayClosed } from '../../events/day-closed.ts';
import { type EventDefinition, eventType, schemaId } from '../../events/define-event.ts';
import { stockSnapshotted } from '../../events/stock-snapshotted.ts';
import { handleRun } from '../../lambdas/platform/runs/carry-on.ts';
import { reconciliationJob } from '../../lambdas/reconciliation/job.ts';
import { oslo } from '../../plants/oslo.ts';
import { noon, report } from '../fakes/events.ts';
import { osloMes, Spine } from '../fakes/spine.ts';

const everything = { ...osloMes, systems: ['mes', 'wms'], types: [...osloMes.types, 'stock.*', 'day.*'] };
const asOf = new Date(noon.getTime() - 3_600_000).toISOString();

const { snapshotEveryHours: _, ...promisingNothing } = oslo.reconciliation;

/** An Odoo whose warehouse is empty. */
const empty: Record<string, object> = {
  'reconcile.items': { items: {}, locations: {}, units: [], digits: 2 },
  'reconcile.orders': { orders: {}, deliveries: {}, booked: [] },
  'reconcile.balances': { items: [], booked: [] },
  'reconcile.moves': { moves: [], more: false },
};

class Plant extends Spine {
  readonly measured: [string, number][] = [];
  #serial = 0;

  async say(definition: EventDefinition, data: object, system = 'wms'): Promise<void> {
    this.#serial += 1;
    const event = {
      specversion: '1.0',
      id: `said-${this.#serial}`,
      source: `/plants/oslo/${system}`,
      type: eventType(definition),
      time: this.now.toISOString(),
      subject: definition.subject(data as never),
      dataschema: schemaId(definition),
      data,
    };
    const [row] = await this.accept([event], everything);
    expect(row).toMatchObject({ status: 'accepted' });
  }

  part(part: number, parts: number, more: object = {}): Promise<void> {
    return this.say(stockSnapshotted, { snapshot: 'S-1', asOf, part, parts, balances: [], ...more });
  }

  /** A run to its end, as the state machine asks for it. */
  async run(execution: string, own: Partial<PlantProfile['reconciliation']> = {}) {
    const plants = { oslo: { ...oslo, reconciliation: { ...promisingNothing, ...own } } };
    const job = reconciliationJob({
      plants,
      eventStore: this.eventStore,
      codeMapping: this.codeMapping,
      odoo: { ask: async ({ question }) => ({ ok: true, answer: empty[question] ?? {} }) },
      reports: this.reports,
      publish: async () => undefined,
      clock: this.clock,
      log: this.log,
      count: (metric, _plant, value) => void this.measured.push([metric, value]),
    });
    const deps = {
      ...{ runs: this.runs, jobs: { reconciliation: job }, plants, runHours: 23 },
      ...{ clock: this.clock, log: this.log, count: () => undefined },
    };
    const order = { job: 'reconciliation', plant: 'oslo', by: 'ola' };
    const asked = { order, execution, startedAt: this.now.toISOString() };
    while (!(await handleRun(asked, () => 60_000, deps)).done);
    return this.runs.find('oslo', 'reconciliation', `${asked.startedAt}_${execution}`);
  }

  drift() {
    return this.operate({ command: 'drift', plant: 'oslo', limit: 50 });
  }

  async lines() {
    const [last] = await this.reports.latest('oslo', 1);
    return last ? (await this.reports.lines('oslo', last.id, { limit: 50 })).lines : [];
  }
}

describe('a snapshot that is not compared yet', () => {
  it('is named by its run and by drift while it settles, and compared afterwards', async () => {
    const plant = new Plant();
    await plant.part(1, 1);
    plant.tick(60);
    const until = new Date(noon.getTime() + 600_000).toISOString();
    const waits = `snapshot S-1 of ${asOf} waits until ${until}`;
    expect(await plant.run('early')).toMatchObject({
      state: 'done',
      counts: { snapshots: 0, days: 0, waiting: 1 },
      note: waits,
    });
    expect((await plant.drift()).said).toBe(`0 reports of oslo\n${waits}`);
    plant.tick(600);
    expect((await plant.drift()).said).toContain(`snapshot S-1 of ${asOf} is for the next run`);
    const run = await plant.run('later');
    expect(run?.note).toBeUndefined();
    expect((await plant.drift()).said).toBe('1 reports of oslo');
    expect(await plant.reports.latest('oslo', 1)).toMatchObject([
      { snapshots: { stock: { snapshot: 'S-1' } } },
    ]);
  });

  it('says how many of its parts came', async () => {
    const plant = new Plant();
    await plant.part(1, 3);
    await plant.part(3, 3);
    plant.tick(3600);
    const said = `snapshot S-1 of ${asOf}: 2 of 3 parts came`;
    expect(await plant.run('night')).toMatchObject({ counts: { snapshots: 0, waiting: 1 }, note: said });
    expect((await plant.drift()).said).toContain(said);
    await plant.part(2, 3);
    plant.tick(3600);
    expect(await plant.run('again')).toMatchObject({ state: 'done', counts: { beyond: 0 } });
    expect((await plant.drift()).said).not.toContain('parts came');
  });

  it('is of no interest once a later one was compared', async () => {
    const plant = new Plant();
    await plant.part(1, 2);
    await plant.part(1, 1, { snapshot: 'S-2', asOf: noon.toISOString() });
    plant.tick(3600);
    expect((await plant.run('night'))?.note).toBeUndefined();
    expect((await plant.drift()).said).toBe('1 reports of oslo');
  });

  it('counts with the parts that were said last', async () => {
    const plant = new Plant();
    const code = (item: string) => ({
      balances: [{ item, location: 'OSL/Stock', quantity: { value: 1, unit: 'KGM' } }],
    });
    await plant.part(1, 1, code('WRONG'));
    plant.tick(1);
    await plant.part(1, 1, code('RIGHT'));
    plant.tick(3600);
    await plant.run('night');
    expect((await plant.lines()).map(({ line }) => line)).toMatchObject([{ item: 'RIGHT' }]);
  });
});

describe('a plant that sends no snapshots', () => {
  const reported = async (plant: Plant, ...sequences: number[]) => {
    for (const sequence of sequences) {
      const event = { ...report({ id: `n-${sequence}` }), sequence: String(sequence) };
      expect(await plant.accept([event])).toMatchObject([{ status: 'accepted' }]);
      plant.tick(1);
    }
  };

  it('has a report of the numbers that are missing, once they had time to come', async () => {
    const plant = new Plant();
    await reported(plant, 41, 42, 44);
    expect(await plant.run('early')).toMatchObject({ counts: { snapshots: 0, days: 0 } });
    expect(await plant.reports.latest('oslo', 1)).toEqual([]);
    plant.tick(3600);
    await plant.run('night');
    expect((await plant.lines()).map(({ line }) => line)).toMatchObject([
      { kind: 'sequence', system: 'mes', plant: '43', beyond: true },
    ]);
    expect(plant.measured).toContainEqual(['DriftBeyondTolerance', 1]);
    plant.tick(86_400);
    await plant.run('next night');
    expect(await plant.reports.latest('oslo', 5)).toHaveLength(1);
  });

  it('has the numbers that are missing at the end of a closed day reported at once, whatever came since', async () => {
    const plant = new Plant();
    await reported(plant, 41, 42);
    const systems = [{ system: 'mes', lastSequence: '45', totals: [] }];
    await plant.say(dayClosed, { date: '2026-11-22', systems }, 'mes');
    plant.tick(3600);
    await reported(plant, 43);
    await plant.run('night');
    expect((await plant.lines()).map(({ line }) => line)).toMatchObject([{ plant: '44–45' }]);
  });

  it('has no age of its stock before the first snapshot, although its profile promises snapshots', async () => {
    const plant = new Plant();
    await plant.run('night');
    await plant.run('promised', { snapshotEveryHours: 26, lookBackDays: 7 });
    expect(plant.measured).toEqual([]);
  });

  it('any more has an age of its stock that grows, whether its parts come or not', async () => {
    const plant = new Plant();
    const age = async (execution: string) => {
      await plant.run(execution);
      return plant.measured.filter(([metric]) => metric === 'SnapshotAgeHours').at(-1)?.[1];
    };
    await plant.part(1, 1);
    expect(await age('early')).toBeCloseTo(1);
    plant.tick(3600);
    expect(await age('first')).toBeCloseTo(2);
    plant.tick(86_400);
    const later = { snapshot: 'S-2', asOf: plant.now.toISOString() };
    await plant.part(1, 2, later);
    expect(await age('second')).toBeCloseTo(26);
    // Longer ago than anything is looked for: the report knows.
    plant.tick(20 * 86_400);
    expect(await age('third')).toBeCloseTo(506);
  });
});
