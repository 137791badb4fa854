import type { CountSaid } from './statements.ts';

/** What a counter went on by since the reading before. */
export interface Counted {
  reading: CountSaid;
  good?: number;
  scrap?: number;
}

/** Every order and operation is counted from zero, by its own unit. */
export const counterOf = ({ machine, order = '', operation = '', unit }: CountSaid): string =>
  JSON.stringify([machine, order, operation, unit]);

const inOrder = (a: CountSaid, b: CountSaid): number =>
  a.at - b.at || (`${a.arrived} ${a.event}` < `${b.arrived} ${b.event}` ? -1 : 1);

/**
 * Readings of a day with what each adds, given the last reading before it of each counter. The first reading of an order
 * adds all that it shows. A machine's own counter, of no order, has no known beginning: its first reading adds what
 * nobody knows, and one that shows less than the one before began anew.
 */
export const counted = (
  readings: readonly CountSaid[],
  before: ReadonlyMap<string, CountSaid>,
): Counted[] => {
  const last = new Map(before);
  return [...readings].sort(inOrder).map((reading) => {
    const counter = counterOf(reading);
    const known = last.get(counter);
    const scrap = reading.scrap ?? known?.scrap;
    // A reading without scrap says nothing of it: what was known of it stays.
    last.set(counter, { ...reading, ...(scrap !== undefined && { scrap }) });
    const good = goneOn(reading.count, known?.count, reading);
    const wasted = scrap === undefined ? undefined : goneOn(scrap, known?.scrap, reading);
    return {
      reading,
      ...(good !== undefined && { good }),
      ...(wasted !== undefined && { scrap: wasted }),
    };
  });
};

/** The bits that a difference of binary fractions leaves over are no goods. */
export const exact = (value: number): number => Number(value.toPrecision(12));

const goneOn = (now: number, before: number | undefined, { order }: CountSaid): number | undefined => {
  if (before === undefined) return order === undefined ? undefined : now;
  if (order === undefined && now < before) return now;
  return exact(now - before);
};
