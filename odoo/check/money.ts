import { type Finding, findingsAbout } from './finding.ts';
import { idOf, type Look, type Reference } from './look.ts';
import { companiesWithWarehouse } from './places.ts';

const { works, care } = findingsAbout('money');

interface Company {
  id: number;
  name: string;
  currency_id: Reference;
}
interface Category {
  id: number;
  display_name: string;
  property_cost_method: string;
  property_valuation: string;
}

const methods: Readonly<Record<string, string>> = {
  standard: 'standard price',
  average: 'average cost',
  fifo: 'first in, first out',
};
const valuations: Readonly<Record<string, string>> = {
  periodic: 'without entries (periodic)',
  manual_periodic: 'without entries (periodic)',
  real_time: 'with journal entries (perpetual)',
};

/** How goods are valued in each company, and which periods are closed. */
export const moneyIn = async (look: Look): Promise<Finding[]> => {
  if (!(await look.has('product.category'))) return [];
  const ids = await companiesWithWarehouse(look);
  const companies = await look.search<Company>('res.company', [['id', 'in', ids]], ['name', 'currency_id']);
  const findings: Finding[] = [];
  for (const company of companies)
    findings.push(
      ...(await costing(look, company)),
      ...(await freeGoods(look, company)),
      ...(await closed(look, company)),
    );
  return findings;
};

const costing = async (look: Look, { id, name }: Company): Promise<Finding[]> => {
  if (!(await look.has('product.value')))
    return [works(`${name}: goods are not valued (no Inventory Valuation)`)];
  const goods = [
    ['type', '=', 'consu'],
    ['company_id', 'in', [false, id]],
  ];
  const used = await look.groups('product.template', goods, ['categ_id']);
  const categories = await look.search<Category>(
    'product.category',
    [],
    ['display_name', 'property_cost_method', 'property_valuation'],
    { company: id },
  );
  const [own] = await look.search<{ id: number; cost_method: string; inventory_valuation: string }>(
    'res.company',
    [['id', '=', id]],
    ['cost_method', 'inventory_valuation'],
  );
  const uncategorised = {
    display_name: 'no category',
    property_cost_method: own?.cost_method ?? 'standard',
    property_valuation: own?.inventory_valuation ?? 'periodic',
  };
  const groups = Map.groupBy(
    used.map(({ values, count }) => {
      const category = categories.find((each) => each.id === idOf(values.categ_id as Reference));
      return { ...(category ?? uncategorised), count };
    }),
    (each) => `${each.property_cost_method} ${each.property_valuation}`,
  );
  const byLot = await look.some('product.template', [...goods, ['lot_valuated', '=', true]]);
  return [
    ...[...groups.values()].map((some) => costingOf(name, some)),
    ...(byLot.count > 0
      ? [
          care(
            `${name}: ${byLot.count} products are valued by lot or serial number`,
            'A late event of one of them is booked today, or refused, as its profile says (lateEvents).',
            byLot,
          ),
        ]
      : []),
  ];
};

type CategoryInUse = Omit<Category, 'id'> & { count: number };

const costingOf = (company: string, categories: readonly CategoryInUse[]): Finding => {
  const [first] = categories;
  const products = categories.reduce((sum, { count }) => sum + count, 0);
  const method = methods[first?.property_cost_method ?? ''] ?? first?.property_cost_method;
  const valuation = valuations[first?.property_valuation ?? ''] ?? first?.property_valuation;
  const late =
    first?.property_cost_method === 'standard'
      ? ''
      : '; late events correct the cost of what came after them';
  return works(
    `${company}: ${products} products at ${method}, ${valuation}${late}; of ${categories.length} categories`,
    { count: categories.length, names: categories.map((each) => each.display_name) },
  );
};

const withoutCost: Readonly<Record<string, string>> = {
  standard: 'Enter a cost: what is booked of them has no value, and receiving them sets none.',
  average: 'Receive them at a price, or enter a cost: until then what is used of them has no value.',
  fifo: 'Receive them at a price: until then what is used of them has no value.',
};

/** Goods in stock at cost 0, by costing method. */
const freeGoods = async (look: Look, { id, name }: Company): Promise<Finding[]> => {
  const inStock = await look.groups(
    'stock.quant',
    [
      ['company_id', '=', id],
      ['location_id.usage', '=', 'internal'],
      ['quantity', '>', 0],
    ],
    ['product_id'],
    { limit: 5000 },
  );
  const stocked = await look.search<{
    id: number;
    display_name: string;
    standard_price: number;
    cost_method: string;
  }>(
    'product.product',
    [['id', 'in', inStock.map(({ values }) => idOf(values.product_id as Reference))]],
    ['display_name', 'standard_price', 'cost_method'],
    { company: id },
  );
  const without = stocked.filter(({ standard_price }) => standard_price === 0);
  return [...Map.groupBy(without, ({ cost_method }) => cost_method)].map(([method, some]) =>
    care(
      `${name}: ${some.length} of ${stocked.length} products in stock have the cost 0 at ${methods[method] ?? method}`,
      `${withoutCost[method] ?? 'Enter a cost.'} A cost that you enter revalues what lies in stock.`,
      { count: some.length, names: some.map(({ display_name }) => display_name) },
    ),
  );
};

const lockDates = { hard_lock_date: 'closed for good', fiscalyear_lock_date: 'closed' } as const;

/** The lock dates and the closing of the stock's valuation: what decides whether a late event keeps its date. */
const closed = async (look: Look, company: Company): Promise<Finding[]> => {
  const until = [...(await lockedUntil(look, company)), ...(await valuedUntil(look, company))];
  return until.length === 0
    ? [works(`${company.name}: no period is closed`)]
    : [
        care(
          `${company.name}: ${until.join(', ')}`,
          'What a plant reports late about a closed period is treated as its profile says (docs/odoo.md). Close a month after the last shift’s events are booked.',
        ),
      ];
};

const lockedUntil = async (look: Look, { id }: Company): Promise<string[]> => {
  const fields = await look.ask<Record<string, unknown>>('res.company', 'fields_get', {
    attributes: ['type'],
  });
  const known = (Object.keys(lockDates) as (keyof typeof lockDates)[]).filter(
    (field) => field in (fields ?? {}),
  );
  const [company] = await look.search<
    { id: number } & Partial<Record<keyof typeof lockDates, string | false>>
  >('res.company', [['id', '=', id]], known);
  return known
    .filter((field) => company?.[field])
    .map((field) => `${lockDates[field]} until ${company?.[field]}`);
};

const valuedUntil = async (look: Look, { id }: Company): Promise<string[]> => {
  const [noted] = await look.search<{ id: number; value: string }>(
    'ir.config_parameter',
    [['key', '=', `${id}.stock_valuation_closing_ids`]],
    ['value'],
  );
  const entries = (noted?.value ?? '').split(',').flatMap((word) => (Number(word) ? [Number(word)] : []));
  if (entries.length === 0) return [];
  const posted = await look.search<{ id: number; date: string }>(
    'account.move',
    [
      ['id', 'in', entries],
      ['state', '=', 'posted'],
    ],
    ['date'],
  );
  const last = posted.sort((one, other) => other.id - one.id)[0];
  return last ? [`its stock was valued and closed until ${last.date}`] : [];
};
