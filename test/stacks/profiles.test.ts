import { describe, expect, it } from 'vitest';
import { definePartner } from '../../configuration/partner.ts';
import { definePlant } from '../../configuration/plant.ts';
import { partners } from '../../partners/index.ts';
import { osloMes } from '../../partners/oslo-mes.ts';
import { plants } from '../../plants/index.ts';

const bergen = {
  id: 'bergen',
  name: 'Bergen Fish',
  warehouse: 'BGO',
  timeZone: 'Europe/Oslo',
  systems: ['mes'],
  owners: { 'production-order': ['mes'] },
  ceilings: { default: 1000 },
  negativeStock: 'refuse' as const,
};

describe('a plant profile', () => {
  it('that promises snapshots less often than they are looked back for is refused', () => {
    const promising = (snapshotEveryHours: number) =>
      definePlant({ ...bergen, reconciliation: { lookBackDays: 2, snapshotEveryHours } });
    expect(promising(48).reconciliation.snapshotEveryHours).toBe(48);
    expect(() => promising(49)).toThrow(/reconciliation\.snapshotEveryHours: must not be longer/);
  });

  it.each<[string, object, RegExp]>([
    [
      'whose hold place lies below the stock',
      { hold: 'BGO/Stock/Hold' },
      /quality\.hold: must lie beside BGO\/Stock/,
    ],
    [
      'whose hold place is in another warehouse',
      { hold: 'LYO/Hold' },
      /quality\.hold: must be a place of the warehouse/,
    ],
    ['that reworks where it holds', { rework: 'BGO/Hold/Rework' }, /quality\.rework: must be another place/],
    ['that reminds after the deadline', { remindAfterHours: 30 }, /quality\.remindAfterHours: must be less/],
    ['that holds nothing', { gated: { items: [], categories: [] } }, /quality\.gated: must name/],
  ])('%s is refused', (_, wrong, words) => {
    const quality = {
      hold: 'BGO/Hold',
      gated: 'everything' as const,
      remindAfterHours: 12,
      verdictWithinHours: 24,
    };
    expect(definePlant({ ...bergen, quality })).toMatchObject({
      quality: { ...quality, escalateEveryHours: 24 },
    });
    expect(() => definePlant({ ...bergen, quality: { ...quality, ...wrong } })).toThrow(words);
  });

  it('watches no goods unless it says which, and never none', () => {
    expect(definePlant(bergen)).not.toHaveProperty('watches');
    expect(definePlant({ ...bergen, watches: { items: ['COD'] } }).watches).toEqual({
      items: ['COD'],
      categories: [],
    });
    expect(() => definePlant({ ...bergen, watches: {} })).toThrow(/watches: must name an item/);
  });

  it('may not call a system by the name under which the gateway itself speaks', () => {
    expect(() => definePlant({ ...bergen, systems: ['mes', 'gateway'] })).toThrow(
      /systems: must not name "gateway"/,
    );
  });

  it('fills in what most plants have in common', () => {
    expect(definePlant(bergen)).toMatchObject({
      units: {},
      replayWindowDays: 30,
      clockToleranceSeconds: 300,
      maximumConcurrency: 2,
      alarms: { laneAgeMinutes: 15 },
    });
  });

  it('may not have an id that makes its queue another plant’s dead-letter queue', () => {
    expect(() => definePlant({ ...bergen, id: 'oslo-dead' })).toThrow(
      'Plant "oslo-dead": id: must not end in "-dead"',
    );
    expect(definePlant({ ...bergen, id: 'deadwood' }).id).toBe('deadwood');
  });

  it.each(['My Co', 'bergen', 'Bergen Sør, hall 2', 'Ærø', 'Łódź/2', 'BGO'])(
    'may name the warehouse %s as Odoo does, and its company',
    (warehouse) => {
      expect(definePlant({ ...bergen, warehouse, company: 'My Company (Chicago)' })).toMatchObject({
        warehouse,
      });
    },
  );

  it.each([
    [
      'warehouse',
      { warehouse: ' BGO' },
      'warehouse: must be the short name or the name of a warehouse in Odoo',
    ],
    ['company', { company: '' }, 'company: must be the name of a company in Odoo'],
    ['time zone', { timeZone: 'Europe/Bergen' }, 'timeZone: must be an IANA time zone'],
    [
      'owner that is no system of the plant',
      { owners: { 'production-order': ['erp'] } },
      'owners.production-order: names system "erp", which is not one of the plant\'s systems (mes)',
    ],
    [
      'status its object does not have',
      { owners: { stock: { sold: ['mes'] } } },
      'owners.stock.sold: is no status of stock, which has moved, counted',
    ],
    [
      'owner beside Odoo',
      { owners: { stock: ['odoo', 'mes'] } },
      'owners.stock: names odoo beside others: what Odoo decides, no system reports',
    ],
    ['system called odoo', { systems: ['mes', 'odoo'] }, 'systems: must not name "odoo"'],
    [
      'window of a type that is posted at once',
      { gatherSeconds: { 'production.reported': 5 } },
      'gatherSeconds.production.reported: is not an event type that is aggregated',
    ],
    [
      'window of minutes for what should come within seconds',
      { gatherSeconds: { 'machine.counted': 61 } },
      'gatherSeconds.machine.counted: must be at most 60',
    ],
    [
      'ceiling of an unknown unit',
      { ceilings: { default: 1, KG: 5 } },
      'ceilings.KG: is not a UN/CEFACT unit code',
    ],
    ['time of a job', { schedules: { costs: '25:00' } }, 'schedules.costs: must be a time of day'],
    ['job', { schedules: { weather: '05:00' } }, 'schedules'],
    ['unit that maps to nothing known', { units: { kilo: 'KG' } }, 'units.kilo:'],
    [
      'concurrency below what AWS allows',
      { maximumConcurrency: 1 },
      'maximumConcurrency: must be at least 2',
    ],
    [
      'field with a slip of the pen',
      { replayWindow: 3 },
      'Plant "bergen": has no field "replayWindow"; write replayWindowDays, or remove it',
    ],
  ])('with a wrong %s is refused, naming plant, field and rule', (_, wrong, words) => {
    const define = () => definePlant({ ...bergen, ...wrong } as Parameters<typeof definePlant>[0]);
    expect(define).toThrow('Plant "bergen": ');
    expect(define).toThrow(words);
  });

  it('is filed under its own id', () => {
    for (const [id, plant] of Object.entries(plants)) expect(plant.id).toBe(id);
  });
});

describe('a partner', () => {
  it('reads its own events only, unless its record says that it reads its plants’', () => {
    const { reads, ...silent } = osloMes;
    expect(reads).toBe('plant');
    expect(definePartner({ ...silent, plants: [...silent.plants] }).reads).toBe('own');
  });

  it('is filed under its own id', () => {
    for (const [id, partner] of Object.entries(partners)) expect(partner.id).toBe(id);
  });

  it('cannot take an EventBridge source outside those kept for partners, nor the gateway’s own name', () => {
    const acme = {
      id: 'acme',
      plants: ['oslo'],
      systems: ['mes'],
      types: ['production.*'],
      throttle: { rate: 1, burst: 1 },
      quota: { limit: 1, period: 'DAY' as const },
    };
    expect(() => definePartner({ ...acme, bus: { source: 'odoo-plant-gateway' } })).toThrow(
      'Partner "acme": bus.source: must look like partner.lyon-mes',
    );
    expect(() => definePartner({ ...acme, id: 'gateway' })).toThrow('id: must not be "gateway"');
    expect(() => definePartner({ ...acme, systems: ['mes', 'gateway'] })).toThrow(
      'systems.1: must not be "gateway"',
    );
    expect(() => definePartner({ ...acme, types: ['*'] })).toThrow(
      'types.0: must look like production.reported',
    );
  });

  describe('that has its messages pushed', () => {
    const acme = {
      id: 'acme',
      plants: ['oslo'],
      systems: ['mes'],
      types: ['production.*'],
      receives: ['production-order.*'],
      throttle: { rate: 1, burst: 1 },
      quota: { limit: 1, period: 'DAY' as const },
    };

    it('names an address for each environment that pushes', () => {
      const urls = { prod: 'https://acme.example/hook', local: 'http://127.0.0.1:8081/hook' };
      expect(definePartner({ ...acme, webhook: { urls, plants: ['oslo'] } }).webhook?.urls).toEqual(urls);
    });

    it.each<[string, object, string]>([
      [
        'without encryption',
        { webhook: { urls: { prod: 'http://acme.example/' } } },
        'webhook.urls.prod: must be',
      ],
      [
        'on the gateway’s own machine',
        { webhook: { urls: { prod: 'http://127.0.0.1/' } } },
        'webhook.urls.prod: must be https://: only the environment local',
      ],
      [
        'with a password in the address',
        { webhook: { urls: { prod: 'https://a:b@acme.example/' } } },
        'webhook.urls.prod: must be',
      ],
      [
        'although it receives nothing',
        { receives: [], webhook: { urls: { prod: 'https://acme.example/' } } },
        'webhook: must have something to push',
      ],
      [
        'of a plant of others',
        { webhook: { urls: { prod: 'https://acme.example/' }, plants: ['lyon'] } },
        'webhook.plants: names lyon',
      ],
      [
        'by a pattern of everything',
        { receives: ['*'] },
        'receives.0: must look like production-order.released',
      ],
    ])('%s is refused', (_, wrong, words) => {
      expect(() => definePartner({ ...acme, ...wrong })).toThrow(words);
    });
  });
});
