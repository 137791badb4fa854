/**
 * How CloudWatch evaluates an alarm, by AWS's user guide, "How alarm state is evaluated when data is missing". The tables of
 * that page are cases of alarm-state.test.ts.
 */
export type State = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
export type Missing = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

export interface Rule {
  periods: number;
  toAlarm: number;
  missing: Missing;
  breaches(value: number): boolean;
}

/** CloudWatch reads more data points than the alarm has periods: 5 for 3 in its examples. */
export const inRange = (periods: number): number => periods + 2;

/** `points`: the evaluation range, the oldest first; undefined where there is no data. */
export const stateOf = (rule: Rule, points: readonly (number | undefined)[], current: State): State => {
  const real = points.flatMap((point) => (point === undefined ? [] : [rule.breaches(point)]));
  const decide = (breaching: readonly boolean[]): State =>
    breaching.filter(Boolean).length >= rule.toAlarm ? 'ALARM' : 'OK';
  if (real.length >= rule.periods) return decide(real.slice(-rule.periods));
  const filled = (with_: boolean) =>
    decide([...real, ...new Array<boolean>(rule.periods - real.length).fill(with_)]);
  if (rule.missing === 'breaching' || rule.missing === 'notBreaching')
    return filled(rule.missing === 'breaching');
  if (real.filter(Boolean).length >= rule.toAlarm) return 'ALARM';
  if (real.includes(false)) return 'OK';
  if (rule.missing === 'ignore') return current;
  const [oldest] = points;
  return oldest !== undefined && rule.breaches(oldest) ? 'ALARM' : 'INSUFFICIENT_DATA';
};

type Value = number | undefined;

/**
 * A metric math expression of numbers, names, `+ - > >=`, `IF` and `FILL`, at one moment. Undefined: no data. An operation on
 * a metric without data has none.
 */
export const calculate = (expression: string, metricOf: (id: string) => Value): Value => {
  const words = expression.match(/[A-Za-z]\w*|\d+(?:\.\d+)?|>=|[-+>(),]/g) ?? [];
  let at = 0;
  const both = (a: Value, b: Value, of: (a: number, b: number) => number): Value =>
    a === undefined || b === undefined ? undefined : of(a, b);
  const comparison = (): Value => {
    const left = sum();
    const operator = words[at];
    if (operator !== '>' && operator !== '>=') return left;
    at++;
    return both(left, sum(), (a, b) => Number(operator === '>' ? a > b : a >= b));
  };
  const sum = (): Value => {
    let total = one();
    while (words[at] === '+' || words[at] === '-') {
      const sign = words[at++] === '+' ? 1 : -1;
      total = both(total, one(), (a, b) => a + sign * b);
    }
    return total;
  };
  const one = (): Value => {
    const word = words[at++] ?? '';
    if (/^\d/.test(word)) return Number(word);
    if (words[at] !== '(') return metricOf(word);
    const given: Value[] = [];
    do {
      at++;
      given.push(comparison());
    } while (words[at] === ',');
    at++;
    if (word === 'FILL') return given[0] ?? given[1];
    if (word === 'IF') return given[0] === undefined ? undefined : given[0] ? given[1] : given[2];
    throw new Error(`${word} is not calculated here`);
  };
  return comparison();
};
