import { Cron } from 'croner';
import type { Clock } from '../clock.ts';

const units: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const lastOf = ['59', '23', '31', '12', '7', '2199'];

/** When a schedule runs next after a moment, both in milliseconds; undefined when never again. */
export type Next = (after: number) => number | undefined;

/** rate(), cron() and at() as EventBridge writes them. */
export function parseSchedule(expression: string, timezone = 'UTC'): Next {
  const [, kind, argument = ''] = /^(rate|cron|at)\((.+)\)$/.exec(expression) ?? [];
  if (kind === 'rate') {
    const [, amount, unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(argument) ?? [];
    const period = Number(amount) * (units[unit] ?? Number.NaN);
    if (period > 0) return (after) => after + period;
  }
  if (kind === 'cron') {
    const cron = new Cron(cronerPattern(argument), { timezone, paused: true });
    return (after) => cron.nextRun(new Date(after))?.getTime();
  }
  if (kind === 'at') {
    const once = new Cron(argument, { timezone, paused: true });
    return (after) => once.nextRun(new Date(after))?.getTime();
  }
  throw new Error(`not a schedule: ${expression}`);
}

/**
 * AWS counts weekdays from 1 (Sunday), has no seconds, and steps may start at a number, where croner wants a range.
 */
function cronerPattern(expression: string): string {
  const fields = expression.split(/\s+/);
  if (fields.length !== 6) throw new Error(`not a schedule: cron(${expression})`);
  const [minute, hour, day, month, weekday, year] = fields.map((field, i) =>
    field === '?' ? '*' : field.replace(/^(\d+)\//, `$1-${lastOf[i]}/`),
  );
  const fromSunday = weekday?.replace(/(?<![#\d/])([1-7])(?=[-,L#/]|$)/g, (number) =>
    String(Number(number) - 1),
  );
  return ['0', minute, hour, day, month, fromSunday, year].join(' ');
}

/** Runs something at every moment of a schedule, on the clock given; what was missed meanwhile is not made up for. */
export function keepSchedule(clock: Clock, next: Next, run: (at: number) => void): () => void {
  let cancel = (): void => {};
  const arm = (): void => {
    const at = next(clock.now());
    if (at === undefined) return;
    cancel = clock.after(at - clock.now(), () => {
      arm();
      run(at);
    });
  };
  arm();
  return () => cancel();
}
