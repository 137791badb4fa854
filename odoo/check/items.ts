import { type Finding, findingsAbout } from './finding.ts';
import { idOf, type Look, type Reference } from './look.ts';

const { works, care } = findingsAbout('items');

const goods = ['type', '=', 'consu'];

/** References and barcodes of products, tracking, archived products with stock, bills of materials. */
export const itemsIn = async (look: Look): Promise<Finding[]> => {
  if (!(await look.has('product.product'))) return [];
  return [
    ...(await references(look)),
    ...(await sameReferences(look, 'default_code', 'internal reference')),
    ...(await sameReferences(look, 'barcode', 'barcode')),
    ...(await sameNames(look)),
    ...(await barcodesAsReferences(look)),
    ...(await notInStock(look)),
    ...(await lots(look)),
    ...(await stockOfArchived(look)),
    ...(await billsOfMaterials(look)),
  ];
};

const references = async (look: Look): Promise<Finding[]> => {
  const all = await look.count('product.product', [goods]);
  const without = ['|', ['default_code', '=', false], ['default_code', '=', '']];
  const nameless = await look.some('product.product', [goods, ...without, ['barcode', '=', false]]);
  if (nameless.count === 0) return [works(`all ${all} products have an internal reference or a barcode`)];
  return [
    care(
      `${nameless.count} of ${all} products have neither an internal reference nor a barcode`,
      'Give a reference to those that plants report. Until then an event finds them only by exact name or by a code mapping.',
      nameless,
    ),
  ];
};

interface Named {
  id: number;
  company_id: Reference;
  display_name: string;
}

/** Products that an event cannot tell apart: of one company, or one of them shared by all. */
const sameReferences = async (
  look: Look,
  field: 'default_code' | 'barcode',
  title: string,
): Promise<Finding[]> => {
  const same = await look.groups('product.product', [[field, '!=', false]], [field], { several: true });
  const codes = same.map(({ values }) => String(values[field]));
  if (codes.length === 0) return [works(`no ${title} is used twice`)];
  const products = await look.search<Named & Record<string, unknown>>(
    'product.product',
    [[field, 'in', codes]],
    ['company_id', 'display_name', field],
  );
  const clashes = [...Map.groupBy(products, (product) => String(product[field]))].filter(([, found]) => {
    const companies = found.map(({ company_id }) => idOf(company_id));
    return companies.includes(undefined) || new Set(companies).size < companies.length;
  });
  const apart = codes.length - clashes.length;
  return [
    ...(clashes.length > 0
      ? [
          care(
            `${clashes.length} times the same ${title} within a company`,
            'Change it, or map the plant’s code: an event that names it is refused (ambiguous-code).',
            { count: clashes.length, names: clashes.map(([code]) => code) },
          ),
        ]
      : []),
    ...(apart > 0
      ? [works(`${apart} times the same ${title} in different companies, which are told apart`)]
      : []),
  ];
};

/** Products that go by their name alone, and share it. */
const sameNames = async (look: Look): Promise<Finding[]> => {
  const several = await look.groups('product.template', [goods], ['name'], { several: true });
  const shared = several.map(({ values }) => String(values.name));
  const nameless = [goods, ['default_code', '=', false], ['barcode', '=', false], ['name', 'in', shared]];
  const same = await look.groups('product.template', nameless, ['name']);
  return same.length === 0
    ? []
    : [
        care(
          'products without reference and barcode whose name another product has, too',
          'Give them references: an event that sends the name is refused (ambiguous-code).',
          { count: same.length, names: same.map(({ values }) => String(values.name)) },
        ),
      ];
};

/** An event's code is looked for among references first. */
const barcodesAsReferences = async (look: Look): Promise<Finding[]> => {
  const coded = await look.search<{ id: number; barcode: string }>(
    'product.product',
    [['barcode', '!=', false]],
    ['barcode'],
  );
  const hidden = await look.some('product.product', [
    ['default_code', 'in', coded.map(({ barcode }) => barcode)],
    ['id', 'not in', coded.map(({ id }) => id)],
  ]);
  return hidden.count === 0
    ? []
    : [
        care(
          'products whose reference is the barcode of another one',
          'Change one of both: a scanned barcode means the product that has it as its reference.',
          hidden,
        ),
      ];
};

/** What events cannot move. */
const notInStock = async (look: Look): Promise<Finding[]> => {
  const untracked = await look.some('product.template', [goods, ['is_storable', '=', false]]);
  const apart = await look.some('stock.quant', [
    ['location_id.usage', '=', 'internal'],
    '|',
    ['package_id', '!=', false],
    ['owner_id', '!=', false],
  ]);
  return [
    ...(untracked.count > 0
      ? [
          care(
            `${untracked.count} goods are not counted in stock`,
            'Tick Track Inventory on those that plants move or count: such an event is refused (item-not-stocked). Orders may consume them.',
            untracked,
          ),
        ]
      : []),
    ...(apart.count > 0
      ? [
          care(
            'stock in packages, or of another owner',
            'Events name neither: what they move or count there is refused (stock-in-packages).',
            apart,
          ),
        ]
      : []),
  ];
};

const lots = async (look: Look): Promise<Finding[]> => {
  const tracked = await look.count('product.product', [['tracking', '!=', 'none']]);
  const twins = await look.groups('stock.lot', [], ['product_id', 'name', 'company_id'], { several: true });
  return [
    works(
      `${tracked} products are tracked by lots or serials: events name them, or take those that Odoo has reserved`,
    ),
    ...(twins.length === 0 ? [works('no product has a lot twice')] : []),
    ...(twins.length > 0
      ? [
          care(
            'lots that a product has twice',
            'Merge or rename them: nobody can say which one an event means.',
            { count: twins.length, names: twins.map(({ values }) => String(values.name)) },
          ),
        ]
      : []),
  ];
};

const stockOfArchived = async (look: Look): Promise<Finding[]> => {
  const domain = [
    ['product_id.active', '=', false],
    ['location_id.usage', '=', 'internal'],
    ['quantity', '!=', 0],
  ];
  const archived = await look.some('stock.quant', domain, true);
  const negative = await look.some('stock.quant', [
    ['location_id.usage', '=', 'internal'],
    ['quantity', '<', 0],
  ]);
  return [
    ...(archived.count > 0
      ? [
          care(
            'archived products have stock',
            'Unarchive them or count them to zero in Odoo: no event finds an archived product.',
            archived,
          ),
        ]
      : []),
    ...(negative.count > 0
      ? [
          care(
            'stock below zero',
            'Count these places before the first event; a plant that refuses negative stock refuses what takes from them.',
            negative,
          ),
        ]
      : []),
  ];
};

const billsOfMaterials = async (look: Look): Promise<Finding[]> => {
  if (!(await look.has('mrp.bom'))) return [];
  const kinds = await look.groups('mrp.bom', [], ['type']);
  const of = (type: string) => kinds.find(({ values }) => values.type === type)?.count ?? 0;
  const strict = await look.some('mrp.bom', [['consumption', '=', 'strict']]);
  const byproducts = await look.some('mrp.bom.byproduct', [['product_id.tracking', '!=', 'none']]);
  return [
    works(
      `bills of materials: ${of('normal')} to make, ${of('phantom')} kits, ${of('subcontract')} for subcontractors`,
    ),
    ...(strict.count > 0
      ? [
          care(
            'bills of materials that block other consumption',
            'A report of other consumption is refused (confirmation-needed) until a manager books it. Set Flexible Consumption to Allowed with Warning where the plant’s figures count.',
            strict,
          ),
        ]
      : []),
    ...(byproducts.count > 0
      ? [
          care(
            'by-products tracked by lots or serials',
            'The reports of these orders must name the by-product’s lot (docs/odoo.md).',
            byproducts,
          ),
        ]
      : []),
  ];
};
