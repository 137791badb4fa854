import type { Finding } from '../../../events/findings.ts';
import type { B2mmlLabour, Material } from './b2mml-actuals.ts';
import { named } from './b2mml-elements.ts';
import { sumOf } from './document.ts';

/** Groups products by report: a report has one item, one unit and one lot or its serials. */
export const reportsIn = (produced: readonly Material[]): Material[][] => [
  ...Map.groupBy(produced, ({ item, quantity, lot, sublots }) =>
    JSON.stringify([item, quantity?.unit, lot, sublots.length > 0]),
  ).values(),
];

const totalOf = (materials: readonly Material[]) => {
  const unit = materials.find(({ quantity }) => quantity)?.quantity?.unit;
  return { value: sumOf(materials.map(({ quantity }) => quantity?.value ?? 0)), unit };
};

/** What a segment says beside its product. */
export interface BesideProduct {
  consumed: readonly Material[];
  byProducts: readonly Material[];
  labour: readonly B2mmlLabour[];
}

/** Data of `production.reported`. */
export const productionReport = (
  order: string,
  produced: readonly Material[],
  { consumed, byProducts, labour }: BesideProduct,
  findings: Finding[],
): Record<string, unknown> => {
  const lot = produced[0]?.lot;
  const expiresAt = produced.find((each) => each.expiresAt !== undefined)?.expiresAt;
  const expiring = expiresAt !== undefined && { expiresAt };
  const serials = produced.flatMap(({ sublots }) => sublots.map((number) => ({ number, ...expiring })));
  if (lot !== undefined && serials.length > 0)
    findings.push({
      pointer: '/data/serials',
      rule: 'lot-or-serials',
      detail:
        'has a MaterialLotID and MaterialSubLotIDs: a lot or serials, not both; if sublots are labels of handling units, the profile can say so (dialects.b2mml.sublots)',
    });
  const components = Map.groupBy(consumed, ({ item }) => item);
  const rows = labour.flatMap(({ row, person }) =>
    row ? [{ ...row, ...(person !== undefined && { note: person }) }] : [],
  );
  return {
    order,
    quantity: totalOf(produced),
    ...(lot !== undefined && { lot: { number: lot, ...expiring } }),
    ...(serials.length > 0 && { serials }),
    ...(consumed.length > 0 && {
      consumed: [...components.values()].map((parts) => consumptionOf(parts, findings)),
    }),
    ...(byProducts.length > 0 && { byProducts: reportsIn(byProducts).map(byProductOf) }),
    ...(rows.length > 0 && { labour: rows }),
  };
};

/** A by-product: of one lot, or with all its serials. */
const byProductOf = (parts: readonly Material[]): Record<string, unknown> => {
  const [first] = parts;
  const expiresAt = parts.find((each) => each.expiresAt !== undefined)?.expiresAt;
  const expiring = expiresAt !== undefined && { expiresAt };
  const serials = parts.flatMap(({ sublots }) => sublots.map((number) => ({ number, ...expiring })));
  return {
    item: first?.item,
    quantity: totalOf(parts),
    ...(first?.lot !== undefined && { lot: { number: first.lot, ...expiring } }),
    ...(serials.length > 0 && { serials }),
  };
};

/** Consumption of one component, from one or several lots. */
export const consumptionOf = (parts: readonly Material[], findings: Finding[]): Record<string, unknown> => {
  const [first] = parts;
  const quantity = totalOf(parts);
  const otherUnit = parts.find((part) => part.quantity && part.quantity.unit !== quantity.unit);
  if (otherUnit)
    findings.push({
      pointer: '/data/consumed',
      rule: 'lot-unit',
      detail: `${named(otherUnit.element)} is in ${otherUnit.quantity?.unit}, the same item before it in ${quantity.unit}`,
    });
  const lots = parts.flatMap((part) => lotsOf(part, findings));
  const anyLot = parts.some((part) => part.lot !== undefined || part.sublots.length > 0);
  const withoutLot = parts.find((part) => part.lot === undefined && part.sublots.length === 0);
  if (anyLot && withoutLot)
    findings.push({
      pointer: '/data/consumed',
      rule: 'lots-add-up',
      detail: `${named(withoutLot.element)} names no lot, and the same item beside it does`,
    });
  const byNumber = Map.groupBy(lots, ({ number }) => number);
  return {
    item: first?.item,
    quantity,
    ...(lots.length > 0 && {
      lots: [...byNumber].map(([number, same]) => ({
        number,
        quantity: { value: sumOf(same.map(({ value }) => value)), unit: quantity.unit },
      })),
    }),
  };
};

/** Lots of a consumed material with their quantities. Each serial number counts as one piece. */
const lotsOf = (part: Material, findings: Finding[]): { number: string; value: number }[] => {
  const value = part.quantity?.value ?? 0;
  const { sublots, lot } = part;
  const [only, ...others] = sublots;
  if (only !== undefined && others.length === 0) return [{ number: only, value }];
  if (only !== undefined) {
    if (value === sublots.length) return sublots.map((number) => ({ number, value: 1 }));
    findings.push({
      pointer: '/data/lots',
      rule: 'ambiguous',
      detail: `${named(part.element)} has several sublots for one quantity; send one ${part.element.name} for each`,
    });
    return [];
  }
  return lot === undefined ? [] : [{ number: lot, value }];
};
