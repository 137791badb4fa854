import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  counted,
  counterOf,
  effectivenessOf,
  ofOperation,
} from '../../lambdas/analytics/history/effectiveness.ts';
import {
  type CountStatement,
  type StateStatement,
  stretchesOf,
} from '../../lambdas/analytics/history/statements.ts';

const hour = 3_600_000;
const reading = (at: number, count: number, more: Partial<CountStatement> = {}): CountStatement => ({
  machine: 'M',
  at,
  count,
  unit: 'H87',
  event: String(at),
  arrived: String(at).padStart(9, '0'),
  ...more,
});
const state = (name: string, since: number, until?: number): StateStatement => ({
  machine: 'M',
  state: name,
  since: since * hour,
  ...(until !== undefined && { until: until * hour }),
  event: `${name}@${since}`,
  arrived: '0',
});
const good = (readings: CountStatement[], before: CountStatement[] = []) =>
  counted(readings, new Map(before.map((one) => [counterOf(one), one]))).map((one) => one.good);

describe('what a counter went on by', () => {
  it('is the difference to the reading before; of an order, from zero', () => {
    expect(good([reading(1, 10, { order: 'A' }), reading(2, 25, { order: 'A' })])).toEqual([10, 15]);
    expect(good([reading(5, 40, { order: 'A' })], [reading(1, 25, { order: 'A' })])).toEqual([15]);
  });

  it('is not known of a machine’s own counter that was never read before, nor less than nothing when it begins anew', () => {
    expect(good([reading(1, 1000), reading(2, 1010), reading(3, 4)])).toEqual([undefined, 10, 4]);
  });

  it('is less than nothing when an order’s count was put right', () => {
    expect(good([reading(1, 10, { order: 'A' }), reading(2, 8, { order: 'A' })])).toEqual([10, -2]);
  });

  it('is told apart by order, operation and unit', () => {
    const more = [
      { order: 'A' },
      { order: 'B' },
      { order: 'A', operation: 'Fill' },
      { order: 'A', unit: 'KGM' },
    ];
    expect(good(more.map((of, at) => reading(at, 10 + at, of)))).toEqual([10, 11, 12, 13]);
  });

  it('takes scrap that a reading does not report as it was', () => {
    const readings = [5, undefined, 7].map((scrap, at) =>
      reading(at, at, { order: 'A', ...(scrap !== undefined && { scrap }) }),
    );
    expect(counted(readings, new Map()).map(({ scrap }) => scrap)).toEqual([5, 0, 2]);
    expect(counted([reading(1, 1, { order: 'A' })], new Map())[0]).not.toHaveProperty('scrap');
  });

  it('adds up to the last reading, in whatever order the readings come', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(10_000), { minLength: 1, maxLength: 40 }),
        fc.nat(),
        (values, seed) => {
          const readings = values.map((value, at) => reading(at, value / 8, { order: 'A' }));
          const mixed = [...readings].sort(
            (a, b) => ((a.at * 7919 + seed) % 101) - ((b.at * 7919 + seed) % 101),
          );
          const sum = good(mixed).reduce<number>((total, one) => total + (one ?? 0), 0);
          expect(sum).toBeCloseTo((values.at(-1) ?? 0) / 8, 9);
        },
      ),
    );
  });
});

describe('the ideal cycle of an operation', () => {
  const cycle = {
    production_order: 'A',
    operation: 'Fill',
    work_center: 'M',
    seconds: 2,
    uom: 'uom.product_uom_unit',
  };
  it('is that of the operation that was counted, in the unit that was counted', () => {
    expect(ofOperation([cycle], reading(1, 1, { order: 'A' }))).toBe(2);
    expect(ofOperation([cycle], reading(1, 1, { order: 'A', operation: 'Fill', machine: 'other' }))).toBe(2);
    const grams = { ...cycle, uom: 'uom.product_uom_gram' };
    expect(ofOperation([grams], reading(1, 1, { order: 'A', unit: 'MGM' }))).toBe(0.002);
  });

  it('is not known of another unit, of several operations, or of none', () => {
    expect(ofOperation([cycle], reading(1, 1, { order: 'A', unit: 'KGM' }))).toBeUndefined();
    expect(
      ofOperation([cycle, { ...cycle, operation: 'Pack' }], reading(1, 1, { order: 'A' })),
    ).toBeUndefined();
    expect(ofOperation([cycle], reading(1, 1))).toBeUndefined();
  });
});

describe('overall equipment effectiveness', () => {
  const shift = {
    name: 'early',
    from: 6 * hour,
    to: 14 * hour,
    planned: [
      { from: 6 * hour, to: 10 * hour },
      { from: 11 * hour, to: 14 * hour },
    ],
  };
  const of = (states: StateStatement[], readings: CountStatement[], ideal: number | undefined = 60) =>
    effectivenessOf(
      shift,
      stretchesOf(states, shift.from, shift.to),
      counted(readings, new Map()),
      () => ideal,
    );
  const running = [state('running', 5), state('fault', 8, 8.7)];
  const made = [
    reading(7 * hour, 200, { order: 'A', scrap: 5 }),
    reading(13 * hour, 300, { order: 'A', scrap: 15 }),
  ];

  it('is run time of planned time, by ideal time of run time, by what was good', () => {
    const found = of(running, made);
    expect(found).toMatchObject({
      plannedSeconds: 7 * 3600,
      runSeconds: 6.3 * 3600,
      unknownSeconds: 0,
      good: 300,
      scrap: 15,
    });
    expect(found.availability).toBeCloseTo(0.9, 9);
    expect(found.performance).toBeCloseTo((315 * 60) / (6.3 * 3600), 9);
    expect(found.quality).toBeCloseTo(300 / 315, 9);
    expect(found.oee).toBeCloseTo((300 * 60) / (7 * 3600), 9);
  });

  it.each<[string, StateStatement[], CountStatement[], number | undefined, string[]]>([
    [
      'of a part of the shift nobody said what the machine did',
      [state('running', 7)],
      made,
      60,
      ['availability', 'performance', 'oee'],
    ],
    ['nobody counted', running, [], 60, ['good', 'scrap', 'performance', 'quality', 'oee']],
    [
      'nobody counted scrap',
      running,
      [reading(7 * hour, 10, { order: 'A' })],
      60,
      ['scrap', 'performance', 'quality', 'oee'],
    ],
    [
      'the counter was never read before',
      running,
      [reading(7 * hour, 10, { scrap: 0 })],
      60,
      ['good', 'performance', 'quality', 'oee'],
    ],
    [
      'two units were counted',
      running,
      [...made, reading(9 * hour, 1, { order: 'A', unit: 'KGM', scrap: 0 })],
      60,
      ['good', 'scrap', 'quality', 'oee'],
    ],
  ])('says nothing of what is not known: %s', (_, states, readings, ideal, unknown) => {
    const found = of(states, readings, ideal);
    for (const name of unknown) expect(found, name).not.toHaveProperty(name);
  });

  it('says nothing of performance without an ideal cycle', () => {
    const found = effectivenessOf(
      shift,
      stretchesOf(running, shift.from, shift.to),
      counted(made, new Map()),
      () => undefined,
    );
    expect(found).not.toHaveProperty('performance');
    expect(found).not.toHaveProperty('oee');
    expect(found.quality).toBeCloseTo(300 / 315, 9);
  });

  it('is nothing when the machine is known not to have run', () => {
    expect(of([state('stopped', 0)], [])).toMatchObject({ availability: 0, oee: 0 });
  });

  it('lies between 0 and 1 wherever it is known, and run, other and unknown time add up to the plan', () => {
    const states = fc.array(
      fc.record({
        name: fc.constantFrom('running', 'idle'),
        since: fc.integer({ min: 0, max: 15 }),
        length: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
      }),
      { maxLength: 8 },
    );
    const readings = fc.array(
      fc.record({
        at: fc.integer({ min: 6, max: 13 }),
        count: fc.nat(500),
        scrap: fc.option(fc.nat(50), { nil: undefined }),
        order: fc.constantFrom('A', 'B'),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(
        states,
        readings,
        fc.option(fc.double({ min: 0.001, max: 1000, noNaN: true }), { nil: undefined }),
        (said, read, ideal) => {
          const statements = said.map(({ name, since, length }) =>
            state(name, since, length && since + length),
          );
          const values = read.map(({ at, count, scrap, order }) =>
            reading(at * hour, count, { order, ...(scrap !== undefined && { scrap }) }),
          );
          const found = of(statements, values, ideal);
          for (const share of [found.availability, found.performance, found.quality, found.oee])
            if (share !== undefined) {
              expect(share).toBeGreaterThanOrEqual(0);
              expect(share).toBeLessThanOrEqual(1);
            }
          expect(found.plannedSeconds).toBe(7 * 3600);
          expect(found.runSeconds + found.unknownSeconds).toBeLessThanOrEqual(found.plannedSeconds);
          if (found.unknownSeconds > 0) expect(found).not.toHaveProperty('availability');
        },
      ),
      { numRuns: 500 },
    );
  });
});
