import type { Books } from './books.ts';
import type { Item } from './items.ts';
import { roundUp } from './units.ts';

export interface Recipe {
  id: number;
  /** quantity made by one bill of materials */
  quantity: number;
  /** strict: consumption must be exactly what the bill of materials says */
  consumption: 'flexible' | 'warning' | 'strict';
}

export function recipeOf(books: Books, item: Item): Recipe | undefined {
  return books.one<Recipe>('SELECT * FROM bom WHERE item_id = ?', item.id);
}

/** What a quantity of an item needs of each component. Odoo rounds up: whoever needs a little more takes it whole. */
export function explode(books: Books, item: Item, quantity: number): { component: Item; quantity: number }[] {
  const recipe = recipeOf(books, item);
  if (recipe === undefined) return [];
  return books
    .all<Item & { per_recipe: number }>(
      `SELECT item.*, bom_line.quantity AS per_recipe FROM bom_line JOIN item ON item.id = bom_line.item_id
        WHERE bom_id = ? ORDER BY bom_line.id`,
      recipe.id,
    )
    .map(({ per_recipe, ...component }) => ({
      component,
      quantity: roundUp((quantity / recipe.quantity) * per_recipe),
    }));
}
