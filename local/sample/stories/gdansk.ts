import { gdanskOrder, gdanskOrders } from '../plants/gdansk.ts';
import { type Storyteller, splitUp } from '../story.ts';

const pieces = (value: number) => ({ value, unit: 'C62' });

/** 22 orders of controllers with serial numbers, in the plant's own item codes. */
export function gdanskStory(story: Storyteller, random: () => number): void {
  for (const { number, quantity } of gdanskOrders) reportOrder(story, random, number, quantity);
  workOrder(story);
  unknownCode(story);
  unknownOrder(story);
}

function reportOrder(story: Storyteller, random: () => number, number: number, quantity: number): void {
  const { calendar } = story;
  const order = gdanskOrder(calendar, number);
  const start = 260 + number * 27;
  const kind = number % 5;
  const serials = serialNumbers(calendar.label, number);
  if (kind === 1) issueScrews(story, order, start);
  const parts = splitUp(quantity, 3, 1, random);
  for (const [index, part] of parts.entries()) {
    const minute = start + 45 * (index + 1);
    const last = index === parts.length - 1;
    // The last board of every fifth order failed: closed one piece short.
    const made = last && kind === 3 && part > 1 ? part - 1 : part;
    const batch = serials.splice(0, made);
    story.report('production.reported', minute, {
      order,
      quantity: pieces(made),
      serials: batch.map((serial) => ({ number: serial })),
      ...(kind === 2 && index === 0 && { consumed: [boardsByHand(calendar.label, made)] }),
      ...(kind === 4 && {
        labour: [{ workCenter: 'L2', startedAt: calendar.at(minute - 30), endedAt: calendar.at(minute - 1) }],
      }),
      ...(last && { final: true }),
    });
    if (kind === 0 && index === 0) {
      const scrap = { order, item: 'PL-100-03', quantity: pieces(1), reason: 'Q2' };
      story.report('production.scrapped', minute + 3, scrap);
      story.report('production.scrapped', minute + 4, {
        order,
        quantity: pieces(1),
        lot: batch[0] ?? '',
        reason: 'Q1',
      });
    }
  }
}

function serialNumbers(label: string, order: number): string[] {
  return Array.from({ length: 40 }, (_, index) => `SN${label}-${order * 100 + index}`);
}

/** At this plant the warehouse system reports material. */
function issueScrews(story: Storyteller, order: string, start: number): void {
  const issue = { order, item: 'PL-100-04', quantity: pieces(20) };
  story.report('material.consumed', start, issue, { system: 'wms', partner: 'baltic-wms' });
}

function boardsByHand(label: string, made: number): Record<string, unknown> {
  const quantity = pieces(made);
  return { item: 'PL-100-02', quantity, lots: [{ number: `PCB-${label}-C`, quantity }] };
}

function workOrder(story: Storyteller): void {
  const order = gdanskOrder(story.calendar, 98);
  const at = { order, operation: 'Assemble' };
  story.report('work-order.started', 640, at);
  story.report('work-order.paused', 650, { ...at, reason: 'no screws' });
  story.report('work-order.started', 655, at);
  story.report('work-order.finished', 690, at);
  const fault = { machine: 'L1', state: 'fault', reason: 'E-104' };
  const since = story.calendar.at(650);
  story.report('machine.state-changed', 655, { ...fault, since, until: story.calendar.at(654) });
}

/** A new label that is missing from the code mapping. */
function unknownCode(story: Storyteller): void {
  const order = gdanskOrder(story.calendar, 98);
  const [number = ''] = serialNumbers(story.calendar.label, 98);
  const consumed = [{ item: 'PL-100-09', quantity: pieces(1) }];
  const report = { order, quantity: pieces(1), serials: [{ number }], consumed };
  const because = 'the code mapping has no item PL-100-09';
  story.report('production.reported', 710, report, { expected: 'quarantined', because });
}

/** A refusal and what waits behind it: planning never released this order. */
function unknownOrder(story: Storyteller): void {
  const order = gdanskOrder(story.calendar, 99);
  const because = `there is no order ${order}`;
  const [first = '', second = ''] = serialNumbers(story.calendar.label, 99);
  const report = (serial: string) => ({ order, quantity: pieces(1), serials: [{ number: serial }] });
  story.report('production.reported', 700, report(first), { expected: 'quarantined', because });
  story.report('production.reported', 730, report(second), { expected: 'parked', because });
}
