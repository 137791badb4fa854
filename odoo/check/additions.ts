import { type Finding, findingsAbout } from './finding.ts';
import { type Look, nameOf, type Reference, Unseen } from './look.ts';

const { works, care, stops } = findingsAbout('additions');

/** Odoo's own modules that change manufacturing or stock, and what each means for events. */
const meanings: Readonly<Record<string, string>> = {
  mrp_workorder:
    'Shop Floor (Enterprise): a report completes an order whose steps or checks people have not done; not run here, certify it on a copy',
  quality_control:
    'Quality: an open check blocks a transfer or an order, and its event is refused until somebody answers it',
  quality_mrp:
    'Quality in Manufacturing: an open check blocks an order, and its report is refused until somebody answers it',
  quality_mrp_workorder:
    'Quality checks as steps of operations: reports do not answer them; certify it on a copy',
  mrp_plm:
    'Product Lifecycle Management: orders keep the version of the bill of materials that they were made with; events change none',
  mrp_mps: 'Master Production Schedule: it makes orders that plants get; events change nothing in it',
  mrp_maintenance: 'Maintenance: a blocked work centre keeps people from starting, not events',
  mrp_subcontracting: 'Subcontracting: a receipt of subcontracted goods consumes their components',
  mrp_product_expiry:
    'Expiry dates: an expired component is refused as the plant’s profile says, an expired receipt always',
  stock_barcode: 'Barcode: people scan beside the events; whoever comes second finds the transfer done',
  stock_picking_batch: 'Batch transfers: an event books its own transfer, the batch goes on with the rest',
  stock_dropshipping: 'Dropshipping: goods that never enter a warehouse have no events here',
  stock_landed_costs: 'Landed costs: people add them afterwards; events are valued without them',
  mrp_landed_costs: 'Landed costs of production: people add them afterwards',
  stock_intercompany: 'Transfers between companies: Odoo makes the other company’s documents by itself',
  sale_purchase_inter_company_rules:
    'Orders between companies: Odoo makes the other company’s documents by itself',
  stock_fleet: 'Dispatch of fleets: events leave it alone',
  web_studio: 'Studio: look at the required fields and automations below',
  sale_stock_renting: 'Rental: rented goods leave and return without events',
  point_of_sale:
    'Point of Sale: its sales change stock at the end of a session; reconciliation shows the difference until then',
  repair: 'Repairs: they consume parts beside the events',
};
const bringsCare = new Set([
  ...['mrp_workorder', 'quality_control', 'quality_mrp', 'quality_mrp_workorder', 'stock_dropshipping'],
  ...[
    'sale_stock_renting',
    'point_of_sale',
    'repair',
    'stock_intercompany',
    'sale_purchase_inter_company_rules',
  ],
]);

const touched = ['stock', 'mrp', 'purchase', 'sale', 'product', 'stock_account', 'mrp_account'];
/** The module itself. */
const own = 'plant_gateway';

interface Module {
  id: number;
  name: string;
  shortdesc: string;
  author: string | false;
}
interface Installed {
  modules: Module[];
  /** names of modules that Odoo S.A. does not make */
  others: Set<string>;
}

const installedIn = async (look: Look): Promise<Installed> => {
  const modules = await look.search<Module>(
    'ir.module.module',
    [['state', '=', 'installed']],
    ['name', 'shortdesc', 'author'],
  );
  const others = modules.filter(({ name, author }) => name !== own && !/^odoo\b(?!-)/i.test(author || ''));
  return { modules, others: new Set(others.map(({ name }) => name)) };
};

export const additionsIn = async (look: Look): Promise<Finding[]> => {
  const installed = await installedIn(look);
  return [
    ...modulesOf(installed),
    ...(await othersOf(look, installed)),
    ...(await requiredFields(look, installed)),
    ...(await automations(look)),
  ];
};

const modulesOf = ({ modules }: Installed): Finding[] => {
  const enterprise = modules.some(({ name }) => name === 'web_enterprise');
  return [
    enterprise
      ? care(
          `Odoo Enterprise, ${modules.length} modules`,
          'Enterprise stands in the support matrix (docs/odoo.md) as far as it was run: certify it on a copy.',
        )
      : works(`Odoo Community, ${modules.length} modules`),
    ...modules.flatMap(({ name, shortdesc }) => {
      const meaning = meanings[name];
      if (!meaning) return [];
      const said = `${name}: ${meaning || shortdesc}`;
      return [bringsCare.has(name) ? care(said, 'Run npm run certify on a copy with it.') : works(said)];
    }),
  ];
};

/** Modules that others made, and that stand on stock or manufacturing. */
const othersOf = async (look: Look, { modules, others }: Installed): Promise<Finding[]> => {
  if (others.size === 0) return [works('no modules by other authors')];
  const dependencies = await look.search<{ id: number; name: string; module_id: Reference }>(
    'ir.module.module.dependency',
    [['module_id.name', 'in', [...others]]],
    ['name', 'module_id'],
  );
  const named = modules.filter(({ name }) => others.has(name));
  const direct = named.filter(({ id }) =>
    dependencies.some(({ name, module_id }) => module_id && module_id[0] === id && touches(name)),
  );
  const rest = named.filter((each) => !direct.includes(each));
  return [
    ...(direct.length > 0
      ? [
          care(
            'modules by other authors on stock, manufacturing, purchases or sales',
            'Nobody here knows what they do when an order or a transfer is done. Run npm run certify on a copy with them, and one event of each type.',
            {
              count: direct.length,
              names: direct.map(({ name, author }) => `${name} (${author || 'no author'})`),
            },
          ),
        ]
      : []),
    ...(rest.length > 0
      ? [works('other modules by other authors', { count: rest.length, names: rest.map(({ name }) => name) })]
      : []),
  ];
};

const touches = (name: string): boolean => touched.includes(name) || /^(stock|mrp|purchase|sale)_/.test(name);

/** Models whose records the gateway makes. It cannot fill a field that it does not know. */
const written = [
  'stock.move',
  'stock.move.line',
  'stock.lot',
  'stock.picking',
  'stock.scrap',
  'stock.quant',
  'mrp.production',
  'mrp.workorder',
  'mrp.workcenter.productivity',
  'purchase.order',
  'purchase.order.line',
  'sale.order',
  'sale.order.line',
] as const;

interface Field {
  string: string;
  required?: boolean;
  store?: boolean;
  readonly?: boolean;
  depends?: string[];
  related?: string;
}

const requiredFields = async (look: Look, { others }: Installed): Promise<Finding[]> => {
  const found: { model: string; field: string; title: string; filled: boolean }[] = [];
  let addOnsSeen = true;
  for (const model of written) {
    const fields = await look.ask<Record<string, Field>>(model, 'fields_get', {
      attributes: ['string', 'required', 'store', 'readonly', 'depends', 'related'],
    });
    const required = Object.entries(fields ?? {}).filter(
      ([, { required, store }]) => required && store !== false,
    );
    const added = await addedFields(look, model, others).catch((error: unknown) => {
      if (!(error instanceof Unseen)) throw error;
      addOnsSeen = false;
      return undefined;
    });
    for (const [field, { string, depends, related }] of required) {
      if (!(added ? added.has(field) : field.startsWith('x_'))) continue;
      const computed = (depends ?? []).length > 0 || related !== undefined;
      const defaults = await look.ask<Record<string, unknown>>(model, 'default_get', { fields: [field] });
      const filled = computed || (defaults?.[field] ?? false) !== false;
      found.push({ model, field, title: string, filled });
    }
  }
  const empty = found.filter(({ filled }) => !filled);
  const filled = found.filter((each) => each.filled);
  const names = (some: typeof found) => ({
    count: some.length,
    names: some.map(({ model, field, title }) => `${title} (${model}, ${field})`),
  });
  return [
    ...(empty.length > 0
      ? [
          stops(
            'required fields that the gateway cannot fill',
            'Give them a default value, or make them required in the view only: every event that makes such a record is refused (odoo-refused).',
            names(empty),
          ),
        ]
      : [works('no added field is required without a default')]),
    ...(filled.length > 0 ? [works('added required fields that Odoo fills', names(filled))] : []),
    ...(addOnsSeen
      ? []
      : [
          {
            chapter: 'additions',
            verdict: 'unseen',
            said: 'required fields that add-ons bring; of those made in the screens only',
            todo: "Repeat with an administrator's key (ODOO_ADMIN_API_KEY).",
          } satisfies Finding,
        ]),
  ];
};

/** Fields that people made in the screens, or that only modules of other authors bring. */
const addedFields = async (look: Look, model: string, others: ReadonlySet<string>): Promise<Set<string>> => {
  const fields = await look.search<{ id: number; name: string; modules: string | false; state: string }>(
    'ir.model.fields',
    [
      ['model', '=', model],
      ['required', '=', true],
    ],
    ['name', 'modules', 'state'],
  );
  const isAdded = ({ modules, state }: (typeof fields)[number]) => {
    const from = (modules || '')
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean);
    return state === 'manual' || (from.length > 0 && from.every((name) => others.has(name)));
  };
  return new Set(fields.filter(isAdded).map(({ name }) => name));
};

const automations = async (look: Look): Promise<Finding[]> => {
  if (!(await look.has('base.automation'))) return [];
  const rules = await look.search<{ id: number; name: string; model_id: Reference }>(
    'base.automation',
    [
      ['active', '=', true],
      ['model_id.model', 'in', [...written]],
    ],
    ['name', 'model_id'],
  );
  return rules.length === 0
    ? [works('no automation rules on what events book')]
    : [
        care(
          'automation rules on what events book',
          'They run inside every booking: one that fails refuses the event, one that is slow makes the queue slow.',
          { count: rules.length, names: rules.map(({ name, model_id }) => `${name} (${nameOf(model_id)})`) },
        ),
      ];
};
