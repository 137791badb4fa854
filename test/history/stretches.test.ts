import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  lengthOf,
  reachMilliseconds,
  type StateStatement,
  stretchesOf,
  stretchesWithin,
} from '../../lambdas/analytics/history/statements.ts';

const hour = 3_600_000;
const said = (state: string, since: number, until?: number, arrived = since): StateStatement => ({
  machine: 'M',
  state,
  since: since * hour,
  ...(until !== undefined && { until: until * hour }),
  event: `${state}@${since}`,
  arrived: String(arrived).padStart(6, '0'),
});
const describedStretches = (statements: StateStatement[], from = 0, to = 24) =>
  stretchesOf(statements, from * hour, to * hour).map(
    (stretch) => `${stretch.statement.state} ${stretch.from / hour}-${stretch.to / hour}`,
  );

describe('what a machine did', () => {
  it('is an open state until the next one', () => {
    expect(describedStretches([said('running', 6), said('idle', 14)])).toEqual([
      'running 6-14',
      'idle 14-24',
    ]);
  });

  it('is not known before the first word, and comes from before the time that is looked at', () => {
    expect(describedStretches([said('running', -5), said('idle', 3)], 0, 6)).toEqual([
      'running 0-3',
      'idle 3-6',
    ]);
    expect(describedStretches([said('running', 6)])).toEqual(['running 6-24']);
    expect(describedStretches([])).toEqual([]);
  });

  it('goes on after a state that is over, as the machine said before', () => {
    expect(describedStretches([said('running', 6), said('fault', 8, 9)])).toEqual([
      'running 6-8',
      'fault 8-9',
      'running 9-24',
    ]);
    expect(describedStretches([said('fault', 8, 9)])).toEqual(['fault 8-9']);
  });

  it('is what was said last of a beginning, and an end that is known stands', () => {
    expect(describedStretches([said('running', 6), said('fault', 8), said('fault', 8, 9)])).toEqual([
      'running 6-8',
      'fault 8-9',
      'running 9-24',
    ]);
    expect(describedStretches([said('idle', 6, undefined, 9), said('running', 6, undefined, 7)])).toEqual([
      'idle 6-24',
    ]);
  });

  it('is not believed for ever', () => {
    const days = reachMilliseconds / hour / 24;
    expect(describedStretches([said('running', 0)], days * 24 - 2, days * 24 + 2)).toEqual([
      `running ${days * 24 - 2}-${days * 24}`,
    ]);
  });

  const statement = fc
    .record({
      state: fc.constantFrom('running', 'idle', 'fault'),
      since: fc.integer({ min: -200, max: 30 }),
      length: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
      arrived: fc.nat(1000),
    })
    .map(({ state, since, length, arrived }) =>
      said(state, since, length === undefined ? undefined : since + length, arrived),
    );

  it('at every moment is what one rule says, and adds up however it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(statement, { maxLength: 25 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 23 }), { maxLength: 6 }),
        (statements, cuts) => {
          const whole = stretchesOf(statements, 0, 24 * hour);
          for (const [at, { from, to }] of whole.entries()) {
            expect(from).toBeLessThan(to);
            expect(from).toBeGreaterThanOrEqual(whole[at - 1]?.to ?? 0);
            expect(to).toBeLessThanOrEqual(24 * hour);
          }
          const edges = [0, ...cuts.sort((a, b) => a - b), 24].map((edge) => edge * hour);
          const spans = edges.slice(1).map((to, at) => ({ from: edges[at] ?? 0, to }));
          expect(lengthOf(stretchesWithin(whole, spans))).toBe(lengthOf(whole));
          const parts = spans.flatMap(({ from, to }) => stretchesOf(statements, from, to));
          for (const state of ['running', 'idle', 'fault'])
            expect(lengthOf(parts.filter((part) => part.statement.state === state))).toBe(
              lengthOf(whole.filter((part) => part.statement.state === state)),
            );
          for (let at = 0.5; at < 24; at += 1)
            expect(whole.find(({ from, to }) => from <= at * hour && at * hour < to)?.statement.event).toBe(
              ruleAt(statements, at * hour)?.event,
            );
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** The same rule for one moment. */
const ruleAt = (statements: StateStatement[], moment: number): StateStatement | undefined => {
  const weight = ({ until, arrived, event }: StateStatement) =>
    `${until === undefined ? 0 : 1} ${arrived} ${event}`;
  const current = statements.filter(
    (one) => !statements.some((other) => other.since === one.since && weight(other) > weight(one)),
  );
  const latest = (some: StateStatement[]) => some.sort((a, b) => b.since - a.since)[0];
  const over = current.filter(({ since, until = -1 / 0 }) => since <= moment && moment < until);
  const open = latest(current.filter(({ since, until }) => until === undefined && since <= moment));
  return latest(over) ?? (open && moment - open.since < reachMilliseconds ? open : undefined);
};
