import {
  howComplete,
  isShown,
  lotShown,
  partiesOf,
  plantOf,
  redact,
  remarks,
  tracedQuantity,
} from './shown.ts';
import type {
  PlantsRead,
  TracedDocument,
  TracedGenealogy,
  TracedLink,
  TracedLot,
  TracedRecall,
} from './traced.ts';

type Direction = 'up' | 'down';

/** Answer of the genealogy: a flat graph of lots and links. The asked lot is first, the others by item and name. */
export const genealogyShown = (given: TracedGenealogy, direction: Direction, read: PlantsRead) => {
  const { traced, withheld } = redact(given, read);
  const root = traced.lots.find(({ id }) => id === traced.root);
  const lots = [...(root ? [root] : []), ...traced.lots.filter(({ id }) => id !== traced.root)];
  const places = new Map(lots.map((lot, place) => [lot.id, { lot, place }]));
  const links = traced.links.flatMap((link) => {
    const [from, to] = [places.get(link.from), places.get(link.to)];
    return from && to ? [{ from: from.place, to: to.place, ...linkShown(read, link, from.lot, to.lot) }] : [];
  });
  return {
    lot: root?.lot ?? '',
    item: root?.item ?? '',
    direction,
    ...howComplete(traced.truncated, withheld, remarks.withheld),
    nodes: lots.map((lot, id) => ({ id, ...lotShown(read, lot), ...documentsShown(read, lot) })),
    // The sort is stable: links of one pair keep Odoo's order by time and name.
    links: links.toSorted((a, b) => a.from - b.from || a.to - b.to),
  };
};

const documentsShown = (read: PlantsRead, lot: TracedLot) =>
  isShown(read, lot) && {
    documents: lot.documents.map((document) => documentShown(read, document, lot)),
  };

const documentShown = (read: PlantsRead, document: TracedDocument, lot: TracedLot) => ({
  kind: document.kind,
  name: document.name,
  plant: plantOf(read, document.warehouse),
  at: document.at,
  quantity: tracedQuantity(lot, document.quantity),
  ...(document.of && { of: document.of }),
  ...partiesOf(document),
});

/** An order belongs to its plant. Of another plant's order the answer has only the link between the lots. */
const linkShown = (read: PlantsRead, link: TracedLink, from: TracedLot, to: TracedLot) => {
  const plant = plantOf(read, link.warehouse);
  const amount = (lot: TracedLot, value: number | undefined) =>
    value === undefined ? undefined : tracedQuantity(lot, value);
  return (
    plant && {
      kind: link.kind,
      document: link.document,
      plant,
      at: link.at,
      consumed: amount(from, link.consumed),
      returned: amount(from, link.returned),
      produced: amount(to, link.produced),
      unbuilt: amount(to, link.unbuilt),
      correctedAt: link.corrected,
    }
  );
};

interface LotDocument {
  document: TracedDocument;
  lot: TracedLot;
}

/** Answer of the recall: shipments of a lot and of the lots made from it, returns, and the stock that is left. */
export const recallShown = (traced: TracedRecall, read: PlantsRead) => {
  const root = traced.lots.find(({ id }) => id === traced.root);
  const steps = (kind: TracedDocument['kind']): LotDocument[] =>
    traced.lots.flatMap((lot) =>
      lot.documents.filter((document) => document.kind === kind).map((document) => ({ document, lot })),
    );
  const shipped = steps('delivery');
  const returned = steps('customer-return');
  // Stock at a subcontractor or in transit has no warehouse, so the lot's own plant decides.
  const mayRead = (lot: TracedLot, warehouse: string | undefined) =>
    plantOf(read, warehouse ?? lot.home) !== undefined;
  const stockOf = (lot: TracedLot) => traced.on_hand.filter((stock) => stock.lot === lot.id);
  const withheld =
    [...shipped, ...returned].some(({ document }) => !plantOf(read, document.warehouse)) ||
    traced.lots.some((lot) => stockOf(lot).some(({ warehouse }) => !mayRead(lot, warehouse)));
  return {
    lot: root?.lot ?? '',
    item: root?.item ?? '',
    ...howComplete(traced.truncated, withheld, remarks.shipments),
    shipments: transfersShown(read, shipped, 'delivery', returned),
    returns: transfersShown(read, returned, 'return', []),
    lots: traced.lots.map((lot) => ({
      ...lotShown(read, lot),
      onHand: stockOf(lot)
        .filter(({ warehouse }) => mayRead(lot, warehouse))
        .map(({ location, warehouse, quantity }) => ({
          location,
          ...(plantOf(read, warehouse) && { plant: plantOf(read, warehouse) }),
          quantity: tracedQuantity(lot, quantity),
        })),
    })),
  };
};

/** Transfers of the readable plants, oldest first. A plant that shipped a lot may read the shipment, whoever made it. */
const transfersShown = (
  read: PlantsRead,
  steps: LotDocument[],
  name: 'delivery' | 'return',
  returned: LotDocument[],
) =>
  [
    ...Map.groupBy(
      steps.filter(({ document }) => plantOf(read, document.warehouse)),
      ({ document }) => `${document.warehouse}\n${document.name}`,
    ).values(),
  ]
    .map((of) => {
      const document = (of[0] as LotDocument).document;
      return {
        [name]: document.name,
        ...(document.of && { delivery: document.of }),
        plant: plantOf(read, document.warehouse),
        at: document.at,
        ...partiesOf(document),
        lots: of.map(({ document: { quantity }, lot }) => {
          const back = returnedOf(returned, document, lot);
          return {
            item: lot.item,
            lot: lot.lot,
            quantity: tracedQuantity(lot, quantity),
            ...(back > 0 && { returned: tracedQuantity(lot, back) }),
          };
        }),
      };
    })
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));

const returnedOf = (returned: LotDocument[], delivery: TracedDocument, lot: TracedLot): number =>
  returned
    .filter((step) => step.document.of === delivery.name && step.lot.id === lot.id)
    .reduce((sum, { document }) => sum + document.quantity, 0);
