import { type PartnerUnit, unitOf } from '../odoo/units.ts';
import type { PlantsRead, TracedDocument, TracedGenealogy, TracedLink, TracedLot } from './traced.ts';

/**
 * Removes what the partner may not read. A lot of another plant keeps its identity only, an order of another plant keeps
 * the link between lots only, and documents of other plants are removed. Used for genealogy and EPCIS.
 */
export const redact = (
  traced: TracedGenealogy,
  read: PlantsRead,
): { traced: TracedGenealogy; withheld: boolean } => {
  const lots = traced.lots.map((lot) => lotRead(read, lot));
  const links = traced.links.map((link) => linkRead(read, link));
  const withheld =
    traced.lots.some((lot, place) => lots[place] !== lot) ||
    traced.links.some((link, place) => links[place] !== link);
  const production = traced.production && {
    ...traced.production,
    orders: traced.production.orders.filter(({ warehouse }) => plantOf(read, warehouse)),
    lots: traced.production.lots.map(identityOf),
  };
  return { traced: { ...traced, lots, links, ...(production && { production }) }, withheld };
};

/** What anybody may read of a lot that an event names. */
export const identityOf = ({ id, item, lot, barcode, tracking, uom, uom_name }: TracedLot): TracedLot => {
  const identity = { id, item, lot, tracking, uom_name, name: '', documents: [] };
  return { ...identity, ...(barcode && { barcode }), ...(uom && { uom }) };
};

const lotRead = (read: PlantsRead, lot: TracedLot): TracedLot => {
  if (!isShown(read, lot)) return identityOf(lot);
  const documents = lot.documents.filter(({ warehouse }) => plantOf(read, warehouse));
  return documents.length === lot.documents.length ? lot : { ...lot, documents };
};

const linkRead = (read: PlantsRead, link: TracedLink): TracedLink =>
  plantOf(read, link.warehouse)
    ? link
    : { from: link.from, to: link.to, kind: 'other', document: '', at: '' };

/** Plant of a warehouse. Undefined when the partner may not read the plant. */
export const plantOf = ({ byWarehouse }: PlantsRead, warehouse: string | undefined): string | undefined =>
  warehouse === undefined ? undefined : byWarehouse.get(warehouse)?.id;

/** True when the partner may read the lot's plant. Other lots are shown by item and lot name only. */
export const isShown = (read: PlantsRead, lot: TracedLot): boolean => plantOf(read, lot.home) !== undefined;

/** The identity of a lot and, where the partner may read its plant, its details. */
export const lotShown = (read: PlantsRead, lot: TracedLot) => ({
  item: lot.item,
  lot: lot.lot,
  ...(isShown(read, lot) && {
    name: lot.name,
    plant: plantOf(read, lot.home),
    ...(lot.expires && { expires: lot.expires }),
    ...(lot.verdict && { verdict: lot.verdict }),
    ...(lot.verdict && lot.verdict_at && { verdictAt: lot.verdict_at }),
  }),
});

export type TracedQuantity = { value: number } & PartnerUnit;

export const tracedQuantity = ({ uom, uom_name }: TracedLot, value: number): TracedQuantity => ({
  value,
  ...unitOf(uom, uom_name),
});

/** The other party of a transfer, and both parties' references. */
export const partiesOf = (document: TracedDocument) => {
  const customer = document.kind === 'delivery' || document.kind === 'customer-return';
  return {
    ...(document.purchase && { purchaseOrder: document.purchase }),
    ...(document.supplier_reference && { supplierReference: document.supplier_reference }),
    ...(document.sales_order && { salesOrder: document.sales_order }),
    ...(document.customer_reference && { customerReference: document.customer_reference }),
    ...(document.partner && { [customer ? 'customer' : 'supplier']: party(document.partner) }),
    ...(document.address && { address: party(document.address) }),
    ...(document.tracking && { trackingNumber: document.tracking }),
  };
};

const party = (partner: TracedDocument['partner']) => partner && { ...partner };

export const remarks = {
  lots: 'Not complete: the bound of 5,000 lots, 10,000 links or 10,000 documents was reached. The nearest lots are here; ask about the outermost of them to go on.',
  withheld: 'Details of plants that you may not read are left out.',
  orders:
    'Not complete: the bound of 10,000 inputs and outputs was reached, and production orders beyond it are left out. Ask about a lot nearer to them.',
  olderModule:
    'Not complete: the module in Odoo is older than the gateway and does not tell production orders whole, so they are left out.',
  shipments:
    'Shipments, returns or stock of plants that you may not read are left out: whoever may read those plants must be asked for the rest.',
} as const;

/** Fields of an answer that say whether it is complete, and why not. */
export const howComplete = (
  truncated: boolean,
  withheld: boolean,
  whyWithheld: string,
  leftOut: readonly string[] = [],
) => {
  const texts = [...(truncated ? [remarks.lots] : []), ...leftOut, ...(withheld ? [whyWithheld] : [])];
  const incomplete = truncated || leftOut.length > 0;
  return { truncated: incomplete, withheld, ...(texts.length > 0 && { remarks: texts }) };
};
