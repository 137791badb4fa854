import { type Finding, findingsAbout } from './finding.ts';
import { idOf, type Look, nameOf, type Reference } from './look.ts';

const { works, care, stops } = findingsAbout('places');

interface Warehouse {
  id: number;
  name: string;
  code: string;
  company_id: Reference;
  reception_steps: string;
  delivery_steps: string;
  manufacture_steps?: string;
}

const steps: Readonly<Record<string, number>> = {
  one_step: 1,
  two_steps: 2,
  three_steps: 3,
  ship_only: 1,
  pick_ship: 2,
  pick_pack_ship: 3,
  mrp_one_step: 1,
  pbm: 2,
  pbm_sam: 3,
};

/** Companies, warehouses and their steps, operation types, places with the same name. */
export const placesIn = async (look: Look): Promise<Finding[]> => {
  const findings: Finding[] = [];
  const companies = await look.search<{ id: number; name: string }>('res.company', [], ['name']);
  findings.push(
    works(`${companies.length} companies that this key sees`, { names: companies.map(({ name }) => name) }),
  );
  const manufactures = await look.has('mrp.production');
  if (!manufactures)
    findings.push(stops('Manufacturing is not installed', 'Install the app Manufacturing (mrp).'));
  if (!(await look.has('stock.warehouse'))) return findings;
  const warehouses = await look.search<Warehouse>(
    'stock.warehouse',
    [],
    [
      'name',
      'code',
      'company_id',
      'reception_steps',
      'delivery_steps',
      ...(manufactures ? (['manufacture_steps'] as const) : []),
    ],
  );
  if (warehouses.length === 0)
    findings.push(stops('no warehouse', 'Make one, or use the key of a user who has its company.'));
  for (const each of warehouses) {
    const [receipt, delivery, manufacture] = [
      each.reception_steps,
      each.delivery_steps,
      each.manufacture_steps ?? '',
    ].map((name) => steps[name] ?? 0);
    const said = `${each.name} (short name ${each.code}, company ${nameOf(each.company_id)}): receipt in ${receipt}, delivery in ${delivery}, manufacture in ${manufacture || '-'} steps`;
    findings.push(
      [receipt, delivery, manufacture].some((count) => (count ?? 0) > 1)
        ? care(
            said,
            'docs/odoo.md says which transfers each event completes; npm run certify works them on a copy.',
          )
        : works(said),
    );
  }
  findings.push(
    ...sameCodes(warehouses),
    ...(await operationTypes(look)),
    ...(await sameNames(look)),
    ...(await unheld(look, warehouses)),
    ...(await mails(look)),
  );
  return findings;
};

const sameCodes = (warehouses: readonly Warehouse[]): Finding[] =>
  [...Map.groupBy(warehouses, ({ code }) => code)]
    .filter(([, same]) => same.length > 1)
    .map(([code, same]) =>
      care(
        `${same.length} warehouses have the short name ${code}`,
        'Name the company, too, in the profile of a plant with this warehouse.',
        { count: same.length, names: same.map(({ company_id }) => nameOf(company_id)) },
      ),
    );

/** Where no event takes goods of a lot that failed, and a person's button does: nothing there can hold them. */
const unheld = async (look: Look, warehouses: readonly Warehouse[]): Promise<Finding[]> => {
  const mark = 'x_plant_gateway_place';
  const fields = await look.ask<object>('stock.location', 'fields_get', { allfields: [mark] });
  if (!Object.hasOwn(fields ?? {}, mark)) return [];
  const places = await look.search<{ id: number; company_id: Reference; warehouse_id: Reference }>(
    'stock.location',
    [[mark, '=', 'hold']],
    ['company_id', 'warehouse_id'],
  );
  const holding = new Set(places.map(({ warehouse_id }) => idOf(warehouse_id)));
  const companies = new Set(places.map(({ company_id }) => idOf(company_id)));
  if (companies.size === 0) return [];
  const without = warehouses.filter(
    ({ id, company_id }) => companies.has(idOf(company_id)) && !holding.has(id),
  );
  const nowhere = await look.some('stock.location', [
    ['usage', '=', 'internal'],
    ['warehouse_id', '=', false],
    ['company_id', 'in', [...companies]],
  ]);
  const todo = (remedy: string) => `No event takes goods of a failed lot there, but people can. ${remedy}`;
  return [
    without.length === 0
      ? works('every warehouse of a company that holds goods has a hold place')
      : care(
          `${without.length} warehouses have no hold place, though others of their company have one`,
          todo('Give their plants one (quality.hold in the profile), then run odoo:install.'),
          { count: without.length, names: without.map(({ name }) => name) },
        ),
    ...(nowhere.count === 0
      ? []
      : [
          care(
            'places for stock in no warehouse, such as those of subcontractors, have no hold place',
            todo('Ask for such a lot back by hand when it fails: the hold says how much of it lies there.'),
            nowhere,
          ),
        ]),
  ];
};

/** A type that never asks for a backorder closes the rest of a partial receipt or order in the screens. */
const operationTypes = async (look: Look): Promise<Finding[]> => {
  const types = await look.some('stock.picking.type', [['create_backorder', '=', 'never']]);
  return types.count === 0
    ? [works('every operation type may leave a backorder')]
    : [
        care(
          'operation types that never leave a backorder',
          'A partial event leaves one all the same, unless it says final. Set Create Backorder to Ask when people should see the same.',
          types,
        ),
      ];
};

const sameNames = async (look: Look): Promise<Finding[]> => {
  const same = await look.groups(
    'stock.location',
    [['usage', '=', 'internal']],
    ['complete_name', 'company_id'],
    {
      several: true,
    },
  );
  return same.length === 0
    ? [works('no two places have the same full name')]
    : [
        care(
          'places with the same full name',
          'Rename them or give them barcodes: an event that names one of them is refused (ambiguous-code).',
          { count: same.length, names: same.map(({ values }) => String(values.complete_name)) },
        ),
      ];
};

/** Odoo's own setting: a mail for every delivery that is done, by whomever and however late. */
const mails = async (look: Look): Promise<Finding[]> => {
  const mailing = await look.some('res.company', [['stock_move_email_validation', '=', true]]);
  return mailing.count === 0
    ? []
    : [
        care(
          'companies that mail customers about each delivery',
          'They get the mail when a shipment is booked, also of a late event. Switch it off if the plant tells them (Inventory > Configuration > Settings > Email Confirmation).',
          mailing,
        ),
      ];
};

/** Ids of the companies that have a warehouse. */
export const companiesWithWarehouse = async (look: Look): Promise<number[]> => {
  const warehouses = await look.search<{ id: number; company_id: Reference }>(
    'stock.warehouse',
    [],
    ['company_id'],
  );
  return [...new Set(warehouses.map(({ company_id }) => idOf(company_id) ?? 0))];
};
