import * as z from 'zod';

/** What Odoo's side answers of lots, in its own ids and units; warehouses by their codes, moments in UTC. */

const party = z.object({ reference: z.string().optional(), name: z.string().optional() });

export const documentKinds = [
  'production',
  'consumption',
  'material-return',
  'receipt',
  'delivery',
  'customer-return',
  'supplier-return',
  'scrap',
  'unbuild',
  'count',
  'transfer',
] as const;
export type DocumentKind = (typeof documentKinds)[number];

const document = z.object({
  kind: z.enum(documentKinds),
  name: z.string().default(''),
  warehouse: z.string().optional(),
  at: z.string(),
  /** in the item's unit; of a count or an unbuilding negative where goods went */
  quantity: z.number(),
  /** the transfer that a return takes back */
  of: z.string().optional(),
  purchase: z.string().optional(),
  supplier_reference: z.string().optional(),
  sales_order: z.string().optional(),
  customer_reference: z.string().optional(),
  tracking: z.string().optional(),
  /** the company, and where goods went or came from an address of it, that */
  partner: party.optional(),
  address: party.optional(),
});

const lot = z.object({
  id: z.number(),
  lot: z.string(),
  item: z.string(),
  name: z.string().default(''),
  barcode: z.string().optional(),
  tracking: z.string(),
  /** external id of Odoo's unit, when it has one, and its name */
  uom: z.string().optional(),
  uom_name: z.string().default(''),
  expires: z.string().optional(),
  verdict: z.string().optional(),
  verdict_at: z.string().optional(),
  /** warehouse where it was made or received, else where it was first seen */
  home: z.string().optional(),
  documents: z.array(document),
});

const link = z.object({
  from: z.number(),
  to: z.number(),
  kind: z.enum(['production', 'other']),
  document: z.string().default(''),
  warehouse: z.string().optional(),
  at: z.string(),
  consumed: z.number().optional(),
  returned: z.number().optional(),
  produced: z.number().optional(),
  unbuilt: z.number().optional(),
  /** when the last of what came back did */
  corrected: z.string().optional(),
});

const traced = z.object({ root: z.number(), lots: z.array(lot), truncated: z.boolean() });

export const tracedGenealogy = traced.extend({ links: z.array(link) });
export const tracedRecall = traced.extend({
  on_hand: z.array(
    z.object({
      lot: z.number(),
      location: z.string(),
      warehouse: z.string().optional(),
      quantity: z.number(),
    }),
  ),
});

export type TracedDocument = z.infer<typeof document>;
export type TracedLot = z.infer<typeof lot>;
export type TracedLink = z.infer<typeof link>;
export type TracedGenealogy = z.infer<typeof tracedGenealogy>;
export type TracedRecall = z.infer<typeof tracedRecall>;
