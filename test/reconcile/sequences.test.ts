import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gapsIn } from '../../lambdas/reconciliation/completeness.ts';

const numbered = (...numbers: (number | string)[]) =>
  numbers.map((number, index) => ({
    sequence: String(number),
    acceptedAt: new Date(Date.UTC(2026, 10, 23, 12, 0, index)).toISOString(),
  }));
const gaps = (...args: Parameters<typeof gapsIn>) => gapsIn(...args).map(({ from, to }) => [from, to]);

describe('numbers of a source', () => {
  it('have a gap where some are missing, whatever zeros they are written with', () => {
    expect(gaps(numbered('0007', '0008', '0010', '0014'))).toEqual([
      [9, 9],
      [11, 13],
    ]);
  });

  it('may overtake each other and come twice', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(
          [...Array(40).keys()].map((n) => n + 100),
          { minLength: 40 },
        ),
        (numbers) => {
          expect(gaps(numbered(...numbers, ...numbers.slice(0, 5)))).toEqual([]);
        },
      ),
    );
  });

  it('begin anew without a gap', () => {
    expect(gaps(numbered(99_998, 99_999, 1, 2, 3))).toEqual([]);
    expect(gaps(numbered(1, 2, 3, 1, 2, 4))).toEqual([[3, 3]]);
  });

  it('that are no numbers are not looked at', () => {
    expect(gaps(numbered('a-1', 'a-3'))).toEqual([]);
  });

  it('miss at their end what the source says it sent', () => {
    expect(gaps(numbered(1, 2, 3), '5')).toEqual([[4, 5]]);
    expect(gaps(numbered(1, 2, 3), '3')).toEqual([]);
    expect(gaps([], '5')).toEqual([]);
  });

  it('say when it was seen that one is missing', () => {
    expect(gapsIn(numbered(1, 3))).toMatchObject([{ seenAt: '2026-11-23T12:00:01.000Z' }]);
  });
});
