import { describe, expect, it } from 'vitest';
import { laborReported } from '../../lambdas/posting/events/labor-reported.ts';
import { machineRateReported } from '../../lambdas/posting/events/machine-rate-reported.ts';
import { workOrderFinished } from '../../lambdas/posting/events/work-order-finished.ts';
import { workOrderPaused } from '../../lambdas/posting/events/work-order-paused.ts';
import { workOrderStarted } from '../../lambdas/posting/events/work-order-started.ts';
import { codeMappingWith } from '../fakes/code-mapping.ts';

const codeMapping = codeMappingWith({ 'work-center': { L1: 'LINE-1' } });
const at = { order: 'BGO/MO/1', workCenter: 'L1' };
const atInOdoo = { order: 'BGO/MO/1', work_center: 'LINE-1' };

describe('what is posted to Odoo about work', () => {
  it('names the work centre as Odoo does, and the operation as it is', () => {
    expect(workOrderStarted.payload({ ...at, note: 'night shift' }, codeMapping)).toEqual({
      ...atInOdoo,
      note: 'night shift',
    });
    expect(
      workOrderPaused.payload({ order: 'BGO/MO/1', operation: 'L1', reason: 'jam' }, codeMapping),
    ).toEqual({ order: 'BGO/MO/1', operation: 'L1', note: 'jam' });
  });

  it('gives the good quantity of an operation in a unit of Odoo, if it is known', () => {
    expect(workOrderFinished.payload(at, codeMapping)).toEqual(atInOdoo);
    const quantity = { value: 250, unit: 'GRM' };
    expect(workOrderFinished.payload({ ...at, quantity }, codeMapping)).toEqual({
      ...atInOdoo,
      quantity: { value: 250, uom: 'uom.product_uom_gram' },
    });
  });

  it('gives the rates of a machine by its work centre, since a time in UTC', () => {
    const data = {
      machine: 'L1',
      machineRate: { value: 52, currency: 'NOK' },
      energyRate: { value: 8.4, currency: 'NOK' },
      validFrom: '2026-11-01T00:00:00+01:00',
    };
    expect(machineRateReported.payload(data, codeMapping)).toEqual({
      machine: 'LINE-1',
      machine_rate: data.machineRate,
      energy_rate: data.energyRate,
      valid_from: '2026-10-31 23:00:00',
    });
  });

  it('gives labour in UTC, with its person and note', () => {
    const startedAt = '2026-11-23T06:00:00+01:00';
    const endedAt = '2026-11-23T07:30:00.9+01:00';
    const data = { ...at, startedAt, endedAt, person: '4711', note: 'helped out' };
    expect(laborReported.payload(data, codeMapping)).toEqual({
      ...atInOdoo,
      start: '2026-11-23 05:00:00',
      end: '2026-11-23 06:30:00',
      person: '4711',
      note: 'helped out',
    });
  });
});
