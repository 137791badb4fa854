import { osloOrder, osloOrders } from '../plants/oslo.ts';
import { type Storyteller, splitUp } from '../story.ts';
import { osloQuality } from './oslo-quality.ts';
import { osloTrade } from './oslo-trade.ts';
import { osloWork } from './oslo-work.ts';

const kg = (value: number) => ({ value, unit: 'KGM' });
const pieces = (value: number) => ({ value, unit: 'H87' });

/** 24 orders, each reported in parts; every sixth differs in the same way. */
export function osloStory(story: Storyteller, random: () => number, delivery: string): void {
  for (const order of osloOrders) reportOrder(story, random, order);
  expiredBerries(story);
  overdrawnScrap(story);
  osloWork(story);
  osloTrade(story, delivery);
  osloQuality(story);
}

function reportOrder(
  story: Storyteller,
  random: () => number,
  { number, quantity, item }: (typeof osloOrders)[number],
): void {
  const { calendar } = story;
  const order = osloOrder(calendar, number);
  const kind = number % 6;
  const lot = { number: `${item.slice(0, 1)}${calendar.label}-${number}`, expiresAt: calendar.daysOn(22) };
  const start = 240 + number * 25;
  const parts = splitUp(quantity, 3, 10, random);
  if (kind === 1) issueCulture(story, order, start);
  for (const [index, part] of parts.entries()) {
    const minute = start + 40 * (index + 1);
    const last = index === parts.length - 1;
    const made = last && kind === 4 ? part + 20 : last && kind === 3 ? Math.max(10, part - 30) : part;
    story.report('production.reported', minute, {
      order,
      quantity: kg(made),
      lot,
      ...(kind === 2 && index === 0 && { consumed: [milkByHand(calendar.label, made, item)] }),
      ...(item === 'YOGHURT-NATURAL' && index === 0 && { labour: [shift(story, minute)] }),
      ...(last && { final: true }),
    });
    if (kind === 5 && index === 0) {
      story.report('production.scrapped', minute + 5, {
        order,
        quantity: kg(5),
        lot: lot.number,
        reason: 'SPOILED',
      });
      story.report('production.scrapped', minute + 6, {
        order,
        item: 'CUP',
        quantity: pieces(40),
        reason: 'BROKEN',
      });
    }
  }
}

/** The warehouse system issues culture twice; what it issued replaces the bill of materials for the next report. */
function issueCulture(story: Storyteller, order: string, start: number): void {
  for (const [index, value] of [3.5, 1.25].entries()) {
    const issue = { order, item: 'CULTURE', quantity: kg(value) };
    story.report('material.consumed', start + index * 10, issue, { system: 'wms', partner: 'baltic-wms' });
  }
  if (order !== osloOrder(story.calendar, 1)) return;
  const back = { order, item: 'CULTURE', quantity: kg(0.5) };
  story.report('material.returned', start + 20, back, { system: 'wms', partner: 'baltic-wms' });
}

/** Weighed in rather than taken by the recipe: 4 % more, from a lot that nothing else takes. */
function milkByHand(label: string, made: number, item: string): Record<string, unknown> {
  const recipe = item === 'SKYR-NATURAL' ? 4 : 1.05;
  const quantity = kg(Math.round(made * recipe * 1.04 * 10) / 10);
  return { item: 'MILK', quantity, lots: [{ number: `M-${label}-3`, quantity }] };
}

function shift(story: Storyteller, minute: number): Record<string, unknown> {
  return {
    workCenter: 'LINE-1',
    startedAt: story.calendar.at(minute - 35),
    endedAt: story.calendar.at(minute - 2),
  };
}

/** A refusal and what waits behind it: the expired preparation was stirred in, so the report waits for a person. */
function expiredBerries(story: Storyteller): void {
  const { calendar } = story;
  const order = osloOrder(calendar, 91);
  const because = `lot B-${calendar.label}-0 has expired`;
  const lot = { number: `Y${calendar.label}-91`, expiresAt: calendar.daysOn(22) };
  const berries = {
    item: 'BERRY',
    quantity: kg(12),
    lots: [{ number: `B-${calendar.label}-0`, quantity: kg(12) }],
  };
  story.report('production.reported', 600, { order, quantity: kg(100), lot });
  story.report(
    'production.reported',
    640,
    { order, quantity: kg(100), lot, consumed: [berries] },
    { expected: 'quarantined', because },
  );
  story.report('production.reported', 680, { order, quantity: kg(60), lot }, { expected: 'parked', because });
  story.report(
    'production.reported',
    720,
    { order, quantity: kg(40), lot, final: true },
    { expected: 'parked', because },
  );
}

function overdrawnScrap(story: Storyteller): void {
  const order = osloOrder(story.calendar, 92);
  const lot = { number: `Y${story.calendar.label}-92`, expiresAt: story.calendar.daysOn(22) };
  story.report('production.reported', 610, { order, quantity: kg(50), lot });
  story.report(
    'production.scrapped',
    615,
    { order, quantity: kg(500), lot: lot.number, reason: 'SPOILED' },
    { expected: 'quarantined', because: 'only 50 kg of the lot are on hand' },
  );
}
