import { beforeEach, describe, expect, it } from 'vitest';
import { definePlant, type PlantProfile } from '../../configuration/plant.ts';
import { eventType } from '../../events/define-event.ts';
import { lotContained } from '../../events/lot-contained.ts';
import { broken } from '../../lambdas/odoo/failures.ts';
import { dispositionChanged, handle } from '../../lambdas/quality/handle.ts';
import type { Disposition } from '../../lambdas/quality/messages.ts';
import { HoldFixture } from '../fakes/hold-fixture.ts';

describe('what people did in Odoo with held goods', () => {
  let fixture: HoldFixture;
  beforeEach(() => {
    fixture = new HoldFixture();
  });
  const movement = (id: number) => ({
    id,
    item: 'YOGHURT',
    lot: 'Y-1',
    at: '2026-11-23T11:58:00Z',
    what: '3 kg of lot Y-1, OSL/Quality hold to Partners/Customers',
    person: 'Kari',
    document: 'OSL/OUT/9',
  });
  const watch = () => handle({ watch: 'oslo' }, fixture.deps);
  const own = async () => {
    const { events } = await fixture.eventStore.events('oslo', { partner: 'gateway', limit: 100 });
    return events.map(({ event }) => event).filter(({ type }) => type === eventType(lotContained));
  };

  it('is not looked for before the first look: that only notes where Odoo is', async () => {
    fixture.byPeople = [{ mark: '1:5', known: false, movements: [] }];
    await watch();
    expect(fixture.marks.get('oslo')?.mark).toBe('1:5');
    expect(await own()).toEqual([]);
  });

  it('becomes an event for each movement, once, page by page', async () => {
    const pages = () => [
      { mark: '1:6', known: true, movements: [movement(1), movement(2)], next: 2 },
      { mark: '1:7', known: true, movements: [movement(3)] },
    ];
    fixture.marks.set('oslo', { mark: '1:5', at: '2026-11-23T11:00:00Z' });
    fixture.byPeople = [...pages(), ...pages()];
    await watch();
    await watch();
    const events = await own();
    expect(events.map(({ data }) => (data as { movement: number }).movement).toSorted()).toEqual([1, 2, 3]);
    expect(events[0]).toMatchObject({
      source: '/plants/oslo/gateway',
      time: '2026-11-23T11:58:00Z',
      subject: 'Y-1',
    });
    expect(events[0]?.data).toMatchObject({ person: 'Kari', document: 'OSL/OUT/9' });
    expect(fixture.marks.get('oslo')?.mark).toBe('1:6');
  });

  it('is what lies open, too, whatever brought it there: found again until it is held', async () => {
    const what = '2 kg lie open in OSL, 0 kg are promised';
    const open = [{ item: 'YOGHURT', lot: 'Y-1', at: '2026-11-23T12:00:00Z', what }];
    fixture.marks.set('oslo', { mark: '1:5', at: '2026-11-23T11:00:00Z' });
    fixture.byPeople = ['1:6', '1:7', '1:8'].map((mark) => ({ mark, known: true, movements: [], open }));
    await watch();
    // While its event waits in a queue or for a person, it needs no other.
    await watch();
    const events = await own();
    expect(events.map(({ data }) => data)).toEqual([{ item: 'YOGHURT', lot: 'Y-1', what }]);
    const [key] = Object.values(fixture.marks.get('oslo')?.open ?? {});
    if (!key) throw new Error('no event is remembered');
    const now = new Date().toISOString();
    await fixture.eventStore.claim(key, now, now);
    await fixture.eventStore.posted(key, { document: { model: 'stock.lot', id: 1, name: 'Y-1' } }, now);
    await watch();
    expect(await own()).toHaveLength(2);
  });

  it('is looked for among the lines of the last day and since, by the clock of the last look', async () => {
    fixture.marks.set('oslo', { mark: '1:5', at: '2026-11-23T11:00:00.000Z' });
    const asked: object[] = [];
    const odoo = {
      ask: async ({ about }: { about: object }) => {
        asked.push(about);
        return { ok: true as const, answer: { mark: '1:6', known: true, movements: [] } };
      },
    };
    await handle({ watch: 'oslo' }, { ...fixture.deps, odoo });
    expect(asked).toMatchObject([{ since: '1:5', from: '2026-11-22 11:00:00' }]);
    expect(fixture.marks.get('oslo')).toMatchObject({
      mark: '1:6',
      at: expect.stringMatching(/^2026-11-23T12/),
    });
  });

  it('is looked for again from the same place when Odoo was away, which has alarms of its own', async () => {
    fixture.marks.set('oslo', { mark: '1:5', at: '2026-11-23T11:00:00Z' });
    fixture.odooDown = true;
    await watch();
    expect([fixture.marks.get('oslo')?.mark, fixture.counted]).toEqual(['1:5', []]);
    fixture.odooDown = false;
    fixture.byPeople = [{ mark: '1:9', known: true, movements: [movement(4)] }];
    await watch();
    expect(await own()).toHaveLength(1);
  });

  it('is counted as failed when the module in Odoo does not know the question', async () => {
    const { deps } = fixture;
    const odoo = { ask: async () => broken('unknown-operation', 'no answer to lots.by-people') };
    await handle({ watch: 'oslo' }, { ...deps, odoo });
    expect(fixture.counted).toEqual(['HoldWatchFailed']);
  });

  it('is counted as failed when a store is away: nothing is lost', async () => {
    fixture.marks.set('oslo', { mark: '1:5', at: '2026-11-23T11:00:00Z' });
    fixture.byPeople = [{ mark: '1:9', known: true, movements: [movement(4)] }];
    const { deps } = fixture;
    const eventStore = { ...deps.eventStore, accept: () => Promise.reject(new Error('away')) };
    await handle({ watch: 'oslo' }, { ...deps, eventStore });
    expect([fixture.marks.get('oslo')?.mark, fixture.counted]).toEqual(['1:5', ['HoldWatchFailed']]);
  });

  it('pages at once when no event can name the item or the lot, and goes on', async () => {
    fixture.marks.set('oslo', { mark: '1:5', at: '2026-11-23T11:00:00Z' });
    const nameless = [{ lot: 'L'.repeat(300) }, { lot: '' }, { item: '#42' }];
    const movements = [...nameless.map((each, index) => ({ ...movement(index), ...each })), movement(6)];
    fixture.byPeople = [{ mark: '1:9', known: true, movements }];
    await watch();
    expect(fixture.counted).toEqual(nameless.map(() => 'HoldBypassed'));
    expect(await own()).toHaveLength(1);
    expect(fixture.marks.get('oslo')?.mark).toBe('1:9');
  });

  it('pages and is in the audit, with who did what, when somebody got past the verdict', async () => {
    fixture.marks.set('oslo', { mark: '1:5', at: '2026-11-23T11:00:00Z' });
    fixture.byPeople = [{ mark: '1:9', known: true, movements: [movement(4)] }];
    await watch();
    const [event] = (await fixture.eventStore.events('oslo', { partner: 'gateway', limit: 10 })).events;
    if (!event) throw new Error('no event');
    const { id, source, type, time, subject } = event.event;
    const what: Disposition = {
      ...{ plant: 'oslo', item: 'YOGHURT', lot: 'Y-1', unit: 'KGM', moved: 0, held: 4, verdict: 'fail' },
      bypassed: true,
      because: { eventKey: event.eventKey, id, source, type, time, subject, partner: 'gateway' },
    };
    await dispositionChanged(what, fixture.deps);
    expect(fixture.counted).toEqual(['HoldBypassed']);
    const { entries } = await fixture.audit.read(fixture.lot, 10);
    expect(entries).toMatchObject([
      {
        what: 'bypassed',
        person: 'Kari',
        evidence: { reason: '3 kg of lot Y-1, OSL/Quality hold to Partners/Customers; OSL/OUT/9' },
      },
    ]);
    await dispositionChanged({ ...what, bypassed: false, moved: 2 }, fixture.deps);
    await dispositionChanged({ ...what, bypassed: false }, fixture.deps);
    expect((await fixture.history()).toSorted()).toEqual(['by-hand', 'bypassed', 'contained']);
  });
});

describe('the other plants of the company', () => {
  const plant = (id: string, warehouse: string, company?: string): PlantProfile =>
    definePlant({
      id,
      name: id,
      warehouse,
      ...(company && { company }),
      timeZone: 'Europe/Oslo',
      systems: ['mes'],
      owners: {},
      ceilings: { default: 1000 },
      negativeStock: 'refuse',
      quality: {
        hold: `${warehouse}/Hold`,
        gated: 'everything',
        remindAfterHours: 8,
        verdictWithinHours: 24,
      },
    });

  it('act on a word about the lot that they hold, and have it in their audit', async () => {
    const fixture = new HoldFixture();
    fixture.otherPlants = {
      bergen: plant('bergen', 'BER'),
      tromso: plant('tromso', 'TRO'),
      lyon: plant('lyon', 'BER', 'Another company'),
    };
    const eventKey = await fixture.say('pass');
    const record = await fixture.eventStore.get(eventKey);
    if (!record) throw new Error('no event');
    const lots = [
      {
        ...{ item: 'YOGHURT', lot: 'Y-1', uom_name: 'kg', moved: 0, held: 0 },
        elsewhere: [{ warehouse: 'BER', name: 'Bergen', held: 7 }],
      },
    ];
    const eventStore = { ...fixture.eventStore, get: async () => ({ ...record, lots }) };
    const { id, source, type, time, subject } = record.event;
    const what: Disposition = {
      ...{ plant: 'oslo', item: 'YOGHURT', lot: 'Y-1', moved: 0, held: 0, verdict: 'pass', decides: true },
      verdictAt: time,
      because: { eventKey, id, source, type, time, subject, partner: 'oslo-lab' },
    };
    for (let turn = 0; turn < 2; turn++) await dispositionChanged(what, { ...fixture.deps, eventStore });
    const of = (one: string) => ({ ...fixture.lot, plant: one });
    expect(await fixture.registry.find(of('bergen'))).toMatchObject({ state: 'open', plant: 'bergen' });
    for (const one of ['tromso', 'lyon']) expect(await fixture.registry.find(of(one))).toBeUndefined();
    const acts = async (one: string) =>
      (await fixture.audit.read(of(one), 10)).entries.map((each) => each.what);
    expect([await acts('oslo'), await acts('bergen'), await acts('tromso'), await acts('lyon')]).toEqual([
      ['passed'],
      ['passed'],
      ['passed'],
      [],
    ]);
  });
});
