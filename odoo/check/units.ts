import { unitCodeOf } from '../../lambdas/odoo/units.ts';
import { type Finding, findingsAbout } from './finding.ts';
import { idOf, type Look, nameOf, type Reference } from './look.ts';

const { works, care } = findingsAbout('units');

interface Unit {
  id: number;
  name: string;
  factor: number;
  rounding: number;
  active: boolean;
  relative_uom_id: Reference;
}

/** Where units are used, with the field of the unit and, where there is one, the product's own unit. */
const uses = [
  ['product.template', 'uom_id', 'products'],
  ['mrp.bom', 'product_uom_id', 'bills of materials'],
  ['mrp.bom.line', 'product_uom_id', 'lines of bills of materials'],
] as const;

/** Orders that are still open. */
const openOrders = [
  [
    'mrp.production',
    'product_uom_id',
    ['state', 'in', ['confirmed', 'progress', 'to_close']],
    'production orders',
  ],
  [
    'purchase.order.line',
    'product_uom_id',
    ['order_id.receipt_status', 'in', ['pending', 'partial']],
    'purchase lines',
  ],
  [
    'sale.order.line',
    'product_uom_id',
    ['order_id.delivery_status', 'in', ['pending', 'started', 'partial']],
    'sales lines',
  ],
] as const;

/** Units in use that no code of UN/CEFACT names, and quantities that Odoo's roundings lose. */
export const unitsIn = async (look: Look): Promise<Finding[]> => {
  const used = new Map<number, string[]>();
  for (const [model, field, title] of uses)
    for (const { values, count } of await look.groups(model, [], [field])) {
      const id = idOf(values[field] as Reference);
      if (id !== undefined) used.set(id, [...(used.get(id) ?? []), `${count} ${title}`]);
    }
  for (const [model, field, open, title] of openOrders)
    for (const { values, count } of await look.groups(model, [open], [field])) {
      const id = idOf(values[field] as Reference);
      if (id !== undefined) used.set(id, [...(used.get(id) ?? []), `${count} open ${title}`]);
    }
  const units = await look.search<Unit>(
    'uom.uom',
    [['id', 'in', [...used.keys()]]],
    ['name', 'factor', 'rounding', 'active', 'relative_uom_id'],
    { archived: true },
  );
  const names =
    (await look.ask<Record<string, string>>('uom.uom', 'get_external_id', {
      ids: units.map(({ id }) => id),
    })) ?? {};
  const codeOf = ({ id }: Unit) => unitCodeOf(names[String(id)]);
  const coded = units.filter((unit) => codeOf(unit) !== undefined);
  const uncoded = units.filter((unit) => codeOf(unit) === undefined);
  return [
    works(
      `units in use that events can name: ${coded.map((unit) => `${unit.name} (${codeOf(unit)})`).join(', ')}`,
    ),
    ...(uncoded.length > 0
      ? [
          care(
            'units in use without a code of UN/CEFACT',
            'Map a unit of the plant to Odoo’s (docs/first-hour.md), or let plants report in a unit that converts into it.',
            {
              count: uncoded.length,
              names: uncoded.map((unit) => `${unit.name} (${(used.get(unit.id) ?? []).join(', ')})`),
            },
          ),
        ]
      : []),
    ...(await decimals(look, units)),
    ...(await otherUnits(look)),
  ];
};

/** The unit in whose terms a unit is defined in the end. */
const referenceOf = (unit: Unit, all: readonly Unit[]): Unit => {
  const next = all.find(({ id }) => id === idOf(unit.relative_uom_id));
  return next ? referenceOf(next, all) : unit;
};

/** Weighed and measured goods need finer steps than pieces. */
const decimals = async (look: Look, units: readonly Unit[]): Promise<Finding[]> => {
  const products = await look.groups('product.template', [['type', '=', 'consu']], ['uom_id']);
  const kept = units.filter(({ id }) =>
    products.some(({ values }) => idOf(values.uom_id as Reference) === id),
  );
  const coarse = kept.filter(({ rounding, factor }) => rounding * factor > 1 + 1e-9);
  if (coarse.length === 0) return [works('the decimals of quantities are fine enough for the units in use')];
  const all = await look.search<Unit>('uom.uom', [], ['name', 'factor', 'relative_uom_id'], {
    archived: true,
  });
  const smallest = (unit: Unit) => {
    const step = Number((unit.rounding * unit.factor).toPrecision(6));
    return `${unit.name} (in steps of ${unit.rounding} ${unit.name} = ${step} ${referenceOf(unit, all).name})`;
  };
  return [
    care(
      'products are kept in units with coarse steps; what an event says with finer steps is refused or warned about; components that follow the bill of materials are rounded as in the screens',
      'Keep weighed goods in a small unit, or raise the digits of Product Unit before the first event (Settings > Technical > Decimal Accuracy).',
      { count: coarse.length, names: coarse.map(smallest) },
    ),
  ];
};

interface Line {
  id: number;
  display_name: string;
  order_id?: Reference;
  product_id: Reference;
}

/** Open orders in another unit than their product: quantities are converted, and people see them rounded. */
const otherUnits = async (look: Look): Promise<Finding[]> => {
  const findings: Finding[] = [];
  for (const [model, field, open, title] of openOrders) {
    if (!(await look.has(model))) continue;
    const lines = await look.search<Line & Record<string, unknown>>(
      model,
      [open],
      ['display_name', 'product_id', field, ...(model === 'mrp.production' ? [] : (['order_id'] as const))],
      {
        limit: 2000,
      },
    );
    const products = await look.search<{ id: number; uom_id: Reference }>(
      'product.product',
      [['id', 'in', [...new Set(lines.map(({ product_id }) => idOf(product_id)).filter(Boolean))]]],
      ['uom_id'],
      { archived: true },
    );
    const own = new Map(products.map(({ id, uom_id }) => [id, idOf(uom_id)]));
    const other = lines.filter((line) => {
      const unit = own.get(idOf(line.product_id) ?? 0);
      return unit !== undefined && unit !== idOf(line[field] as Reference);
    });
    if (other.length > 0)
      findings.push(
        care(
          `open ${title} in another unit than their product`,
          'Events may come in either unit. Odoo’s screens show the order’s unit with few decimals; the stock is exact.',
          {
            count: other.length,
            names: other.map((line) =>
              `${nameOf(line.order_id)} ${line.display_name} in ${nameOf(line[field])}`.trim(),
            ),
          },
        ),
      );
  }
  return findings;
};
