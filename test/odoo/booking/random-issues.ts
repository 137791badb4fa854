import { expect } from 'vitest';
import type { Posting } from '../../../lambdas/odoo/posting.ts';
import { type Chance, chanceOf } from '../drift/chance.ts';
import { type Component, GRAM, KG, type Released, type ShopFloor } from '../shop-floor.ts';

type Issue = (floor: ShopFloor, on: Released) => Posting;

export interface Twins {
  together: Released;
  alone: Released;
}

const lots = ['A', 'B', 'C', 'D'];

/** Two orders alike, each with items of its own: of every kind, in lots too small for the whole order. */
export async function twins(floor: ShopFloor, seed: number): Promise<Twins> {
  const chance = chanceOf(seed);
  const stock = () => Object.fromEntries(lots.map((lot) => [lot, { quantity: 4 + chance.upTo(30) }]));
  const components: Component[] = [
    { per: 2, stock: 20 + chance.upTo(150) },
    { per: 1, stock: 500 },
    { per: 2, tracking: 'lot', stock: stock() },
    { per: 1, tracking: 'lot', stock: stock() },
  ];
  const wanted = { quantity: 10, components };
  return { together: await floor.release(wanted), alone: await floor.release(wanted) };
}

/** Issues with and without lots, of one lot and of several, and now and then one too much. */
export function randomIssues(seed: number, count: number): Issue[] {
  const chance = chanceOf(1000 + seed);
  return Array.from({ length: count }, () => randomIssue(chance));
}

function randomIssue(chance: Chance): Issue {
  const index = chance.pick([0, 1, 2, 2, 3, 3]);
  const value = chance.percent(4) ? 90 : chance.amount(5);
  const named = index >= 2 && chance.percent(60) ? chance.pick([1, 2]) : 0;
  const first = chance.upTo(lots.length) - 1;
  const numbers = [...lots.slice(first), ...lots].slice(0, named);
  const share = Math.floor((value / named) * 100) / 100;
  const parts = numbers.map((number, at) => ({
    number,
    quantity: at > 0 ? share : Math.round((value - share * (named - 1)) * 100) / 100,
  }));
  const inGrams = named === 0 && chance.percent(30);
  const quantity = inGrams ? { value: Math.round(value * 1000), uom: GRAM } : { value, uom: KG };
  return (floor, on) =>
    floor.consumed(on, on.components[index] ?? '', value, { quantity, ...(named > 0 && { lots: parts }) });
}

/** The same recorded on both, and the same left in stock when both are completed. */
export async function sameEnd(floor: ShopFloor, { together, alone }: Twins): Promise<void> {
  const recorded = async (on: Released) => {
    const issued = await floor.backend.issued(on.order);
    return on.components.map((code) => issued[code]);
  };
  expect(await recorded(together)).toEqual(await recorded(alone));
  const allow = { policy: { negative_stock: 'allow' as const } };
  const left = async (on: Released) => {
    const row = await floor.bookOne(floor.reported(on, 10, {}, allow));
    const stock = [];
    for (const code of on.components) stock.push(await floor.backend.onHand('OSL', code));
    return { result: row.result, stock };
  };
  expect(await left(together)).toEqual(await left(alone));
}
