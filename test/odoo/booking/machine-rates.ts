import { expect, test } from 'vitest';
import type { MachineRateReported } from '../../../lambdas/posting/events/machine-rate-reported.ts';
import type { Floor } from '../open-floor.ts';
import { hoursAgo, type Overrides, posting, WAREHOUSE } from '../shop-floor.ts';

const usd = (value: number) => ({ value, currency: 'USD' });

export function machineRates(floor: Floor): void {
  const machine = async () => {
    const code = floor().name('MACHINE');
    await floor().backend.seed({
      warehouses: [{ code: WAREHOUSE, name: 'Oslo' }],
      items: [],
      workCenters: [{ code, name: `Machine ${code}`, hourlyCost: 10 }],
    });
    return code;
  };
  const rate = (code: string, more: Partial<MachineRateReported> = {}, over: Overrides = {}) =>
    posting(
      'machine-rate.reported',
      { machine: code, machine_rate: usd(52), valid_from: hoursAgo(48), ...more },
      { stream: `machine-rate/${code}`, ...over },
    );

  test('a work centre costs an hour what machine and energy cost together', async () => {
    const code = await machine();
    const reported = rate(code, { energy_rate: usd(8.4) });
    expect(await floor().bookOne(reported)).toMatchObject({
      result: 'posted',
      document: { model: 'mrp.workcenter' },
    });
    expect(await floor().backend.hourlyCost(code)).toBe(60.4);
    expect(await floor().bookOne(reported)).toMatchObject({ result: 'duplicate' });
    await floor().bookOne(rate(code, { valid_from: hoursAgo(24) }));
    expect(await floor().backend.hourlyCost(code)).toBe(52);
  });

  test('an hour may cost nothing', async () => {
    const code = await machine();
    await floor().bookOne(rate(code, { machine_rate: usd(0) }));
    expect(await floor().backend.hourlyCost(code)).toBe(0);
  });

  test('an older rate that comes late changes nothing; one of the same time does', async () => {
    const code = await machine();
    const from = hoursAgo(24);
    await floor().bookOne(rate(code, { valid_from: from }));
    expect(await floor().bookOne(rate(code, { machine_rate: usd(40) }))).toMatchObject({ result: 'posted' });
    expect(await floor().backend.hourlyCost(code)).toBe(52);
    await floor().bookOne(rate(code, { machine_rate: usd(41), valid_from: from }));
    expect(await floor().backend.hourlyCost(code)).toBe(41);
  });

  test.each<[string, Partial<MachineRateReported>, string, string]>([
    [
      'another currency',
      { machine_rate: { value: 52, currency: 'NOK' } },
      'other-currency',
      '/data/machineRate/currency',
    ],
    [
      'energy in another currency',
      { energy_rate: { value: 8, currency: 'EUR' } },
      'other-currency',
      '/data/energyRate/currency',
    ],
    ['a time to come', { valid_from: hoursAgo(-24) }, 'rate-not-yet-valid', '/data/validFrom'],
    ['an unknown machine', { machine: 'NO SUCH MACHINE' }, 'unknown-work-center', '/data/machine'],
    ['a negative rate', { machine_rate: usd(-1) }, 'quantity-not-positive', '/data/machineRate/value'],
    ['a rate that is a text', { machine_rate: '52' as never }, 'malformed-posting', '/data/machineRate'],
    ['a field nobody knows', { overhead: usd(1) } as never, 'malformed-posting', '/data'],
  ])('%s is refused, and the work centre costs what it did', async (_, more, code, pointer) => {
    const of = await machine();
    const row = await floor().bookOne(rate(of, more));
    expect(row).toMatchObject({ result: 'refused', code, pointer });
    expect(await floor().backend.hourlyCost(of)).toBe(10);
  });

  test('a refused rate holds back no later one', async () => {
    const code = await machine();
    const rows = await floor().book(
      rate(code, { machine_rate: { value: 1, currency: 'NOK' } }),
      rate(code, { machine_rate: usd(33) }),
    );
    expect(rows.map(({ result }) => result)).toEqual(['refused', 'posted']);
    expect(await floor().backend.hourlyCost(code)).toBe(33);
  });
}
