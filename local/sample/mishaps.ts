import type { DayEntry } from './story.ts';

/** What goes wrong between a plant and the gateway. Each plant's entries come in the order of its day. */
export function withMishaps(entries: DayEntry[], random: () => number): DayEntry[] {
  return [...entries, ...repeats(entries, random), ...contradictions(entries), ...malformed(entries)];
}

/** A sender that got no answer sends the very same event again: one in twelve. */
function repeats(entries: DayEntry[], random: () => number): DayEntry[] {
  return entries
    .filter(() => random() < 1 / 12)
    .map((entry) => ({ ...entry, expected: 'duplicate', because: 'sent before' }));
}

/** Two events whose quantity was corrected under the old id. */
function contradictions(entries: DayEntry[]): DayEntry[] {
  const reports = entries.filter(({ event }) => event.type.includes('production.reported'));
  return [reports[3], reports.at(-9)].flatMap((entry) => {
    if (entry === undefined) return [];
    const quantity = entry.event.data.quantity as { value: number; unit: string };
    const data = { ...entry.event.data, quantity: { ...quantity, value: quantity.value + 1 } };
    const because = `${entry.event.id} said ${quantity.value} before`;
    return [{ ...entry, event: { ...entry.event, data }, expected: 'conflict', because }];
  });
}

/** A unit in the plant's spelling, and a clock that runs hours ahead. */
function malformed(entries: DayEntry[]): DayEntry[] {
  const last = entries.findLast(({ event }) => event.type.includes('production.reported'));
  if (last === undefined) return [];
  const { event } = last;
  const quantity = { value: 10, unit: 'kilo' };
  const ahead = new Date(Date.parse(event.time) + 3 * 24 * 3600 * 1000).toISOString().replace('.000Z', 'Z');
  return [
    {
      ...last,
      event: { ...event, id: `${event.id}-unit`, data: { ...event.data, quantity } },
      expected: 'rejected',
      because: 'kilo is not a UN/CEFACT unit code',
    },
    {
      ...last,
      event: { ...event, id: `${event.id}-clock`, time: ahead },
      expected: 'rejected',
      because: 'its time lies in the future',
    },
  ];
}
