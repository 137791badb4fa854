import type { Books } from './books.ts';
import { type Item, itemById } from './items.ts';
import type { Production } from './productions.ts';
import { recipeOf } from './recipes.ts';
import { workOrdersOf } from './work-orders.ts';

export const currency = 'USD';

/** What a thing without a price costs here, and in the Odoo that suites seed. */
const usualPrice = 1;

export const priceOf = (books: Books, { id }: Pick<Item, 'id'>): number =>
  books.one<{ amount: number }>('SELECT amount FROM price WHERE item_id = ?', id)?.amount ?? usualPrice;

export function setPrice(books: Books, { id }: Pick<Item, 'id'>, amount: number): void {
  const upsert = 'INSERT INTO price VALUES (?1, ?2) ON CONFLICT (item_id) DO UPDATE SET amount = ?2';
  books.run(upsert, id, amount);
}

const hourlyCostOf = (books: Books, workCenter: number): number =>
  books.one<{ amount: number }>('SELECT amount FROM hourly_cost WHERE work_center_id = ?', workCenter)
    ?.amount ?? 0;

export function hourlyCostAt(books: Books, code: string): number {
  const center = books.one<{ id: number }>('SELECT id FROM work_center WHERE code = ?', code);
  return center ? hourlyCostOf(books, center.id) : Number.NaN;
}

export function setHourlyCost(books: Books, workCenter: number, amount: number, from: string | null): void {
  books.run(
    `INSERT INTO hourly_cost VALUES (?1, ?2, ?3)
     ON CONFLICT (work_center_id) DO UPDATE SET amount = ?2, valid_from = ?3`,
    workCenter,
    amount,
    from,
  );
}

export const rateValidFrom = (books: Books, workCenter: number): string | undefined =>
  books.one<{ valid_from: string | null }>(
    'SELECT valid_from FROM hourly_cost WHERE work_center_id = ?',
    workCenter,
  )?.valid_from ?? undefined;

interface Operation {
  work_center_id: number;
  minutes: number;
  name: string;
}

const operationsOf = (books: Books, recipe: number): Operation[] =>
  books.all<Operation>('SELECT * FROM bom_operation WHERE bom_id = ? ORDER BY id', recipe);

/** What one of it costs by its recipe, all levels down; undefined when it has none. */
export function rolledUpCost(books: Books, item: Item): number | undefined {
  const recipe = recipeOf(books, item);
  if (recipe === undefined) return undefined;
  const lines = books.all<{ item_id: number; quantity: number }>(
    'SELECT item_id, quantity FROM bom_line WHERE bom_id = ?',
    recipe.id,
  );
  const used = lines.map(({ item_id, quantity }) => {
    const component = itemById(books, item_id);
    return quantity * (rolledUpCost(books, component) ?? priceOf(books, component));
  });
  const worked = operationsOf(books, recipe.id).map(
    ({ work_center_id, minutes }) => (minutes / 60) * hourlyCostOf(books, work_center_id),
  );
  return sum([...used, ...worked]) / recipe.quantity;
}

/** What a finished order really cost: what was used of components, and its times at today's rates, or the expected. */
export function realCost(books: Books, part: Production): { components: number; operations: number } {
  const used = books.all<{ item_id: number; quantity: number }>(
    `SELECT raw_move.item_id, raw_line.quantity FROM raw_line JOIN raw_move ON raw_move.id = raw_line.move_id
      WHERE raw_move.production_id = ? AND raw_move.state = 'done'`,
    part.id,
  );
  const recipe = recipeOf(books, itemById(books, part.item_id));
  const expected = recipe ? operationsOf(books, recipe.id) : [];
  const worked = workOrdersOf(books, part).map(({ id, name, work_center_id }) => {
    const times = books.all<{ minutes: number }>(
      `SELECT (julianday(ended) - julianday(started)) * 1440 AS minutes FROM labour
        WHERE work_order_id = ? AND ended IS NOT NULL`,
      id,
    );
    const planned = expected.find((each) => each.name === name)?.minutes ?? 0;
    const minutes =
      times.length > 0
        ? sum(times.map((time) => time.minutes))
        : (planned * part.produced) / (recipe?.quantity ?? 1);
    return (minutes / 60) * hourlyCostOf(books, work_center_id);
  });
  const components = used.map((line) => line.quantity * priceOf(books, { id: line.item_id }));
  return { components: cents(sum(components)), operations: cents(sum(worked)) };
}

const sum = (amounts: number[]): number => amounts.reduce((total, amount) => total + amount, 0);
const cents = (amount: number): number => Math.round(amount * 100) / 100;
