import type { Tolerance } from '../../configuration/plant-sections.ts';
import type { PlantCode } from '../../events/code-kinds.ts';
import type { UnitCode } from '../../events/units.ts';
import { codeKey, type ListedCodes } from '../posting/code-mapping/code-mapping.ts';
import { codeLookup } from '../posting/events/define-posting.ts';
import type { OdooFacts } from './effects.ts';
import { lineName, type ReconciliationLine, type StockPart } from './reports.ts';

export interface PlantSide {
  /** by Odoo's code of the item */
  items: Map<string, PlantBalance[]>;
  /** Odoo's names of the places in the snapshot's scope; undefined: the whole plant */
  places: ReadonlySet<string> | undefined;
  /** lines for balances whose item, place or unit Odoo does not have */
  lines: ReconciliationLine[];
  /** codes that Odoo does not have, by the item whose balance names them */
  unknown: Map<string, string[]>;
}

/** A balance of the plant, in Odoo's codes and the item's own unit. */
export interface PlantBalance {
  lot: string;
  location: string;
  quantity: number;
}

/** A snapshot in Odoo's codes and units. A balance that cannot be converted is a report line of its own. */
export const plantSide = (parts: readonly StockPart[], listed: ListedCodes, facts: OdooFacts): PlantSide => {
  const codes = codeLookup(listed);
  const side: PlantSide = { items: new Map(), places: undefined, lines: [], unknown: new Map() };
  const scoped = parts.some(({ scope }) => scope);
  if (scoped)
    side.places = new Set(
      parts
        .flatMap(({ scope }) => scope?.locations ?? [])
        .flatMap((code) => facts.locations[codes.location(code)] ?? []),
    );
  for (const balance of parts.flatMap(({ balances }) => balances)) {
    const { item: code, location: place, lot = '', quantity } = balance;
    const item = facts.items[codes.item(code)];
    const location = facts.locations[codes.location(place)];
    const { value, uom } = codes.quantity(quantity as { value: number; unit: UnitCode });
    const amount = item && facts.amounts.convert(value, uom, item.uom);
    const missing = [
      ...(item ? [] : [unknownItem(code, facts.several?.[codes.item(code)])]),
      ...(location === undefined ? [`location ${place}`] : []),
      ...(item && amount === undefined ? [`unit ${quantity.unit} of ${code}`] : []),
    ];
    if (!item || location === undefined || amount === undefined) {
      // A zero balance of an unknown code is no difference.
      if (quantity.value !== 0) side.lines.push(unknownLine(balance, missing));
      if (item) side.unknown.set(item.item, [...(side.unknown.get(item.item) ?? []), ...missing]);
      continue;
    }
    const balances = side.items.get(item.item) ?? [];
    balances.push({ lot: item.tracking === 'none' ? '' : lot, location, quantity: amount });
    side.items.set(item.item, balances);
  }
  return side;
};

const unknownItem = (code: string, several: string | undefined): string =>
  several === undefined ? `item ${code}` : `item ${code} (${several})`;

const unknownLine = (
  { item, location, lot = '', quantity }: Balance,
  codes: string[],
): ReconciliationLine => ({
  kind: 'stock',
  line: lineName('stock', item, lot, location, 'unknown'),
  item,
  ...(lot && { lot }),
  location,
  plant: quantity.value,
  unit: quantity.unit,
  tolerance: 0,
  beyond: true,
  causes: [{ cause: 'code-unknown', evidence: { codes } }],
});

type Balance = StockPart['balances'][number];

/** The plant's codes in a snapshot, for the code mapping. */
export const codesInParts = (parts: readonly StockPart[]): PlantCode[] => {
  const codes = new Map<string, PlantCode>();
  const add = (code: PlantCode) => codes.set(codeKey(code), code);
  for (const { balances, scope } of parts) {
    for (const { item, location, quantity } of balances) {
      add({ kind: 'unit', code: quantity.unit });
      add({ kind: 'item', code: item });
      add({ kind: 'location', code: location });
    }
    for (const location of scope?.locations ?? []) add({ kind: 'location', code: location });
  }
  return [...codes.values()];
};

/** The largest difference that counts as agreement, in the item's own unit. 0 when no tolerance fits the item. */
export const toleranceFor = (item: Item, odoo: number, tolerances: readonly Tolerance[]): number => {
  const found = tolerances.find((each) => fits(each, item));
  if (!found) return 0;
  return Math.max(found.absolute ?? 0, (Math.abs(odoo) * (found.percent ?? 0)) / 100);
};

interface Item {
  item: string;
  category?: string | undefined;
}

const fits = ({ items, categories }: Tolerance, { item, category = '' }: Item): boolean => {
  if (!items && !categories) return true;
  if (items?.includes(item)) return true;
  // Odoo writes a category with its parents: "All / Dairy / Infant formula".
  const chain = category.split(' / ');
  return categories?.some((name) => chain.includes(name) || name === category) ?? false;
};
