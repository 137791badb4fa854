import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { definePlant } from '../../configuration/plant.ts';
import { lengthOf, shiftsOn } from '../../lambdas/analytics/history/statements.ts';
import { addDays, atWall, dayOf, daysFrom, spanOfDay, weekdayOf } from '../../lambdas/platform/time.ts';
import { oslo } from '../../plants/oslo.ts';

const hours = ({ from, to }: { from: Date; to: Date }): number => (to.getTime() - from.getTime()) / 3_600_000;
const zones = [
  'Europe/Oslo',
  'Europe/Warsaw',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'UTC',
  'America/Havana',
];

describe('the days of a plant', () => {
  it('have 23, 24 or 25 hours, as its clocks go', () => {
    expect(hours(spanOfDay('2026-03-29', 'Europe/Oslo'))).toBe(23);
    expect(hours(spanOfDay('2026-06-01', 'Europe/Oslo'))).toBe(24);
    expect(hours(spanOfDay('2026-10-25', 'Europe/Oslo'))).toBe(25);
  });

  it('follow each other without a gap, and every moment is of the day that it lies in', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
        (zone, moment) => {
          const day = dayOf(moment, zone);
          const span = spanOfDay(day, zone);
          expect(span.from.getTime()).toBeLessThanOrEqual(moment.getTime());
          expect(span.to.getTime()).toBeGreaterThan(moment.getTime());
          expect(spanOfDay(addDays(day, 1), zone).from).toEqual(span.to);
          expect(dayOf(span.from, zone)).toBe(day);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('know their weekday, and are counted from first to last', () => {
    expect(weekdayOf('2026-11-23')).toBe(1);
    expect(weekdayOf('2026-11-29')).toBe(7);
    expect(daysFrom('2026-10-24', '2026-10-26')).toEqual(['2026-10-24', '2026-10-25', '2026-10-26']);
    expect(daysFrom('2026-10-26', '2026-10-24')).toEqual([]);
  });

  it('take an hour that comes twice as the first, and one that never was as the time it would have been', () => {
    expect(atWall('2026-10-25', 150, 'Europe/Oslo').toISOString()).toBe('2026-10-25T00:30:00.000Z');
    expect(atWall('2026-03-29', 150, 'Europe/Oslo').toISOString()).toBe('2026-03-29T01:30:00.000Z');
  });
});

describe('shifts', () => {
  const lengths = (day: string) =>
    shiftsOn(oslo, day).map(({ name, from, to, planned }) => [
      name,
      (to - from) / 3_600_000,
      lengthOf(planned) / 3_600_000,
    ]);

  it('begin on their days, and a night goes on into the next', () => {
    expect(lengths('2026-11-23')).toEqual([
      ['early', 8, 7.5],
      ['late', 8, 7.5],
      ['night', 8, 7.5],
    ]);
    expect(lengths('2026-11-28')).toEqual([]);
    expect(lengths('2026-11-29')).toEqual([['night', 8, 7.5]]);
    const [, , night] = shiftsOn(oslo, '2026-11-23');
    expect(new Date(night?.to ?? 0).toISOString()).toBe('2026-11-24T05:00:00.000Z');
  });

  it('are an hour longer or shorter in the night in which clocks are changed', () => {
    const nights = definePlant({
      ...oslo,
      shifts: [{ name: 'night', from: '22:00', to: '06:00', days: ['sat'] }],
    });
    const length = (day: string) => shiftsOn(nights, day).map(({ from, to }) => (to - from) / 3_600_000);
    expect(length('2026-10-24')).toEqual([9]);
    expect(length('2026-03-28')).toEqual([7]);
  });

  it('planned time is the shift without its pauses, on every day of every zone', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 3000 }), (timeZone, days) => {
        for (const { from, to, planned } of shiftsOn({ ...oslo, timeZone }, addDays('2020-01-01', days))) {
          expect(lengthOf(planned)).toBeLessThanOrEqual(to - from);
          expect(lengthOf(planned)).toBeGreaterThan(0);
          for (const [at, piece] of planned.entries()) {
            expect(piece.from).toBeGreaterThanOrEqual(at === 0 ? from : (planned[at - 1]?.to ?? from));
            expect(piece.to).toBeLessThanOrEqual(to);
          }
        }
      }),
    );
  });

  const shift = { name: 'day', from: '06:00', to: '14:00', days: ['mon' as const] };
  it.each<[string, object[], RegExp]>([
    [
      'two at once',
      [shift, { ...shift, name: 'other', from: '13:00', to: '15:00' }],
      /shifts\.1: must not be at the time/,
    ],
    [
      'a night over Sunday into a Monday',
      [shift, { name: 'night', from: '22:00', to: '06:30', days: ['sun'] }],
      /shifts\.1: must not be at the time of shift day/,
    ],
    ['two of one name', [shift, { ...shift, days: ['tue'] }], /shifts\.1\.name: is that of another/],
    [
      'a pause outside',
      [{ ...shift, pauses: [{ from: '13:30', to: '14:30' }] }],
      /shifts\.0\.pauses\.0: must lie in/,
    ],
    [
      'two pauses at once',
      [
        {
          ...shift,
          pauses: [
            { from: '10:00', to: '11:00' },
            { from: '10:30', to: '11:30' },
          ],
        },
      ],
      /pauses\.1: must not be at the time of another/,
    ],
    ['no time', [{ ...shift, from: '6:00' }], /shifts\.0\.from: must be a time/],
  ])('cannot be %s', (_, shifts, words) => {
    expect(() => definePlant({ ...oslo, shifts: shifts as never })).toThrow(words);
  });

  it('may be one of 24 hours, and a pause may lie after midnight', () => {
    const round = {
      name: 'round',
      from: '06:00',
      to: '06:00',
      days: ['mon' as const],
      pauses: [{ from: '02:00', to: '02:30' }],
    };
    const [one] = shiftsOn(definePlant({ ...oslo, shifts: [round] }), '2026-11-23');
    expect([one && (one.to - one.from) / 3_600_000, lengthOf(one?.planned ?? []) / 3_600_000]).toEqual([
      24, 23.5,
    ]);
  });
});
