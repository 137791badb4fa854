import { barcodes, lyonOrder, lyonOrders } from '../plants/lyon.ts';
import { type Storyteller, splitUp } from '../story.ts';

const gram = (kilograms: number) => ({ value: Math.round(kilograms * 1_000), unit: 'GRM' });
const millilitre = (litres: number) => ({ value: Math.round(litres * 1_000), unit: 'MLT' });
const pieces = (value: number) => ({ value, unit: 'H87' });

/** 22 orders, weighed in grams and millilitres where Odoo keeps kilograms and litres; items are barcodes. */
export function lyonStory(story: Storyteller, random: () => number): void {
  for (const order of lyonOrders) reportOrder(story, random, order);
  unconfirmedOrder(story);
  const since = story.calendar.at(600);
  story.report('machine.state-changed', 601, { machine: 'FILLER', state: 'setup', since });
}

function reportOrder(
  story: Storyteller,
  random: () => number,
  { number, item, quantity }: (typeof lyonOrders)[number],
): void {
  const { calendar } = story;
  const order = lyonOrder(calendar, number);
  const amount = item === 'CREAM-DAY' ? gram : millilitre;
  const kind = number % 6;
  const start = 250 + number * 26;
  const lot = { number: `${item.slice(0, 2)}${calendar.label}-${number}`, expiresAt: calendar.daysOn(720) };
  if (kind === 1) {
    for (const [index, kilograms] of [1.25, 0.75].entries()) {
      const issue = { order, item: barcodes.GLYCERINE, quantity: gram(kilograms) };
      story.report('material.consumed', start + index * 7, issue);
    }
  }
  // Whole litres fill whole bottles, half kilograms fill whole jars.
  const parts = splitUp(quantity, 3, item === 'CREAM-DAY' ? 0.5 : 1, random);
  for (const [index, part] of parts.entries()) {
    const minute = start + 38 * (index + 1);
    const last = index === parts.length - 1;
    const made = last && kind === 3 ? part + 2 : part;
    story.report('production.reported', minute, {
      order,
      quantity: amount(made),
      lot,
      ...(kind === 2 && index === 0 && { consumed: [oilByHand(calendar.label)] }),
      ...(last && { final: true }),
    });
    if (kind === 5 && index === 0) {
      const scrap = { order, quantity: amount(0.25), lot: lot.number, reason: 'Wrong colour' };
      story.report('production.scrapped', minute + 4, scrap);
      story.report('production.scrapped', minute + 6, {
        order,
        item: barcodes['JAR-50'],
        quantity: pieces(12),
      });
    }
  }
}

function oilByHand(label: string): Record<string, unknown> {
  const quantity = millilitre(3.4);
  return { item: barcodes['OIL-ALMOND'], quantity, lots: [{ number: `OIL-${label}-3`, quantity }] };
}

/** A refusal and what waits behind it: the order is still a draft. */
function unconfirmedOrder(story: Storyteller): void {
  const order = lyonOrder(story.calendar, 90);
  const because = `order ${order} is not confirmed`;
  const report = { order, quantity: gram(5), lot: { number: `CR${story.calendar.label}-90` } };
  story.report('production.reported', 690, report, { expected: 'quarantined', because });
  story.report('production.reported', 715, report, { expected: 'parked', because });
}
