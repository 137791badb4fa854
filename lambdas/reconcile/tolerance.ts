import type { Tolerance } from '../../plants/reconciliation.ts';

interface Item {
  item: string;
  category?: string | undefined;
}

const fits = ({ items, categories }: Tolerance, { item, category = '' }: Item): boolean => {
  if (!items && !categories) return true;
  if (items?.includes(item)) return true;
  // Odoo writes a category with those above it: "All / Dairy / Infant formula".
  const chain = category.split(' / ');
  return categories?.some((name) => chain.includes(name) || name === category) ?? false;
};

/** How much the two sides may differ without anybody being told, in the item's own unit. */
export const toleranceFor = (item: Item, odoo: number, tolerances: readonly Tolerance[]): number => {
  const found = tolerances.find((each) => fits(each, item));
  if (!found) return 0;
  return Math.max(found.absolute ?? 0, (Math.abs(odoo) * (found.percent ?? 0)) / 100);
};
