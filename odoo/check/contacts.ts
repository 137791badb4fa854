import { type Finding, findingsAbout } from './finding.ts';
import { idOf, type Look, type Reference } from './look.ts';

const { works, care } = findingsAbout('contacts');

/** Suppliers, customers and work centres, and how events find them. */
export const contactsIn = async (look: Look): Promise<Finding[]> => [
  ...(await traders(look, 'purchase.order', 'suppliers with purchase orders')),
  ...(await traders(look, 'sale.order', 'customers with sales orders')),
  ...(await sameReferences(look)),
  ...(await workCentres(look)),
];

const traders = async (look: Look, model: string, title: string): Promise<Finding[]> => {
  if (!(await look.has(model))) return [];
  const used = await look.groups(model, [], ['partner_id'], { limit: 10_000 });
  const ids = used.flatMap(({ values }) => (Array.isArray(values.partner_id) ? [values.partner_id[0]] : []));
  const without = await look.some('res.partner', [
    ['id', 'in', ids],
    ['ref', '=', false],
    ['barcode', '=', false],
  ]);
  return without.count === 0
    ? [works(`all ${ids.length} ${title} have a reference`)]
    : [
        care(
          `${without.count} of ${ids.length} ${title} have no reference`,
          'Give them one (Sales & Purchase > Reference). Until then an event finds them only by exact name or by a code mapping.',
          without,
        ),
      ];
};

interface Partner {
  id: number;
  ref: string;
  company_id: Reference;
  commercial_partner_id: Reference;
}

/** Whether an event cannot tell them apart: of one company or shared. Contacts of a customer who has the reference, too, mean him. */
const areConfused = (found: readonly Partner[]): boolean => {
  const companies = new Set(found.map(({ company_id }) => idOf(company_id)));
  const together = companies.has(undefined) || companies.size < found.length;
  const customers = [...new Set(found.map(({ commercial_partner_id }) => idOf(commercial_partner_id)))];
  const meansOne = customers.length === 1 && found.some(({ id }) => id === customers[0]);
  return together && !meansOne;
};

const sameReferences = async (look: Look): Promise<Finding[]> => {
  const several = await look.groups('res.partner', [['ref', '!=', false]], ['ref'], { several: true });
  const refs = several.map(({ values }) => String(values.ref));
  const partners = await look.search<Partner>(
    'res.partner',
    [['ref', 'in', refs]],
    ['ref', 'company_id', 'commercial_partner_id'],
  );
  const same = [...Map.groupBy(partners, ({ ref }) => ref)].filter(([, found]) => areConfused(found));
  return same.length === 0
    ? [works('no two contacts have the same reference')]
    : [
        care(
          'contacts with the same reference',
          'Change one of them, or leave the reference to the company and not to its contacts: an event that names it is refused (ambiguous-code).',
          { count: same.length, names: same.map(([ref]) => ref) },
        ),
      ];
};

const workCentres = async (look: Look): Promise<Finding[]> => {
  if (!(await look.has('mrp.workcenter'))) return [];
  const all = await look.count('mrp.workcenter');
  const without = await look.some('mrp.workcenter', [['code', '=', false]]);
  const same = await look.groups('mrp.workcenter', [['code', '!=', false]], ['code', 'company_id'], {
    several: true,
  });
  return [
    without.count === 0
      ? works(`all ${all} work centres have a code`)
      : care(
          `${without.count} of ${all} work centres have no code`,
          'Give them one. Until then machines and labour find them only by exact name; operations are found by name.',
          without,
        ),
    ...(same.length > 0
      ? [
          care(
            'work centres with the same code',
            'Change one of them: its events are refused (ambiguous-code).',
            {
              count: same.length,
              names: same.map(({ values }) => String(values.code)),
            },
          ),
        ]
      : []),
  ];
};
