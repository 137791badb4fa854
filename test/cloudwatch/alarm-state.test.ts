import { describe, expect, it } from 'vitest';
import { calculate, type Missing, type State, stateOf } from './alarm-state.ts';

const treatments: readonly Missing[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
const kept: State = 'OK';
const retained = 'retained';
const insufficient: State = 'INSUFFICIENT_DATA';

const pointsOf = (text: string) =>
  text.split(' ').map((point) => (point === '-' ? undefined : Number(point === 'X')));

const statesOf = (text: string, toAlarm: number): string[] =>
  treatments.map((missing) => {
    const rule = { periods: 3, toAlarm, missing, breaches: (value: number) => value === 1 };
    const states = (['OK', 'ALARM', insufficient] as const).map((current) =>
      stateOf(rule, pointsOf(text), current),
    );
    return new Set(states).size === 1 ? (states[0] ?? kept) : retained;
  });

describe('an alarm with data points missing', () => {
  it.each([
    ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
    ['0 - - - -', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - -', [insufficient, retained, 'ALARM', 'OK']],
    ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['- - - - X', [insufficient, retained, 'ALARM', 'OK']],
    ['X - - - -', ['ALARM', retained, 'ALARM', 'OK']],
  ])('is as AWS’s table says for 3 out of 3: %s', (points, expected) => {
    expect(statesOf(points, 3)).toEqual(expected);
  });

  it.each([
    ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - X', [insufficient, retained, 'ALARM', 'OK']],
  ])('is as AWS’s table says for 2 out of 3: %s', (points, expected) => {
    expect(statesOf(points, 2)).toEqual(expected);
  });
});

describe('a metric math expression', () => {
  const values: Record<string, number> = { one: 1, five: 5 };
  it.each([
    ['one + five - 2', 4],
    ['one + nothing', undefined],
    ['FILL(nothing, 0) + five', 5],
    ['IF(five > 4, 0, one)', 0],
    ['IF(FILL(nothing, 0) >= 5, 1, nothing)', undefined],
    ['IF(nothing > 0, 0, one)', undefined],
  ])('%s is %s', (expression, expected) => {
    expect(calculate(expression, (id) => values[id])).toBe(expected);
  });
});
