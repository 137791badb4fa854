import type { PlantProfile } from '../../configuration/plant.ts';
import { type Amount, type EpcisEvent, epcisEvent, listsOf, lotData, ownUri } from './epcis.ts';
import { howComplete, identityOf, redact, remarks } from './shown.ts';
import type {
  DocumentKind,
  PlantsRead,
  TracedAmount,
  TracedDocument,
  TracedGenealogy,
  TracedLot,
  TracedOrder,
} from './traced.ts';

const context = [
  'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
  { opg: 'urn:odoo-plant-gateway:voc:' },
];

/**
 * A genealogy as an EPCIS 2.0 document: events of the readable plants, by time. A lot of another plant appears only by its
 * identity, where an event of these plants used it.
 */
export const epcisDocument = (given: TracedGenealogy, read: PlantsRead, now: Date) => {
  const { traced, withheld } = redact(given, read);
  const plant = (warehouse: string | undefined): PlantProfile | undefined =>
    warehouse === undefined ? undefined : read.byWarehouse.get(warehouse);
  const books: Books = { traced, plant, lots: new Map(given.lots.map((lot) => [lot.id, lot])) };
  const eventList = [...transformations(books), ...observations(books)].toSorted((a, b) =>
    a.eventTime < b.eventTime ? -1 : a.eventTime > b.eventTime ? 1 : 0,
  );
  const { truncated, remarks: notes } = howComplete(
    traced.truncated,
    withheld,
    remarks.withheld,
    ordersLeftOut(traced),
  );
  return {
    '@context': context,
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: now.toISOString(),
    epcisBody: { eventList },
    ...(notes && { 'opg:truncated': truncated, 'opg:remarks': notes }),
  };
};

interface Books {
  /** what the partner may read */
  traced: TracedGenealogy;
  plant(warehouse: string | undefined): PlantProfile | undefined;
  /** all that was answered of the lots: an event must not depend on who reads it */
  lots: ReadonlyMap<number, TracedLot>;
}

const ordersLeftOut = ({ production }: TracedGenealogy): string[] =>
  production ? (production.truncated ? [remarks.orders] : []) : [remarks.olderModule];

/** The event with which a lot begins. */
const commissioning = { action: 'ADD', bizStep: 'commissioning', disposition: 'active' };

/**
 * GS1's Core Business Vocabulary (CBV) for each kind of document. The other kinds are part of a transformation, correct
 * one, or stay within a plant.
 */
const steps: Partial<Record<DocumentKind, { action: string; bizStep: string; disposition: string }>> = {
  receipt: { action: 'OBSERVE', bizStep: 'receiving', disposition: 'in_progress' },
  delivery: { action: 'OBSERVE', bizStep: 'shipping', disposition: 'in_transit' },
  'customer-return': { action: 'OBSERVE', bizStep: 'receiving', disposition: 'returned' },
  'supplier-return': { action: 'OBSERVE', bizStep: 'shipping', disposition: 'returned' },
  scrap: { action: 'DELETE', bizStep: 'destroying', disposition: 'destroyed' },
};

/** ObjectEvents: one for each lot of a document that received, shipped or scrapped it, and one that begins the lot. */
const observations = ({ traced, plant, lots }: Books): EpcisEvent[] => {
  const fromNoLots = new Set(
    traced.production?.orders.filter(({ used }) => used.length === 0).map(({ name }) => name),
  );
  return traced.lots.flatMap((lot) =>
    lot.documents.flatMap((document) => {
      const at = plant(document.warehouse);
      const isFirst = lots.get(lot.id)?.documents[0] === document;
      const step = stepOf(document, isFirst, fromNoLots);
      return at && step ? [eventOf(at, lot, document, step)] : [];
    }),
  );
};

/** A lot begins with the count that found it, or with the order that made it; of other lots, that is a transformation. */
const stepOf = (document: TracedDocument, isFirst: boolean, fromNoLots: ReadonlySet<string>) => {
  if (document.kind === 'production') return fromNoLots.has(document.name) ? commissioning : undefined;
  if (document.kind === 'count') return isFirst && document.quantity > 0 ? commissioning : undefined;
  return steps[document.kind];
};

const eventOf = (
  plant: PlantProfile,
  lot: TracedLot,
  document: TracedDocument,
  step: typeof commissioning,
): EpcisEvent => {
  const amounts = [{ lot, quantity: document.quantity }];
  const transactions = transactionsOf(document);
  const other = partyUri(document);
  const mine = ownUri('plant', plant.id);
  const [source, destination] = step.bizStep === 'shipping' ? [mine, other] : [other, mine];
  return epcisEvent('ObjectEvent', plant, document.at, {
    ...step,
    ...listsOf(amounts, { epcs: 'epcList', quantities: 'quantityList' }),
    ...(transactions.length > 0 && { bizTransactionList: transactions }),
    ...(source &&
      destination && {
        sourceList: [{ type: 'owning_party', source }],
        destinationList: [{ type: 'owning_party', destination }],
      }),
    ...(step === commissioning && lotData(lot)),
  });
};

const partyUri = ({ kind, partner }: TracedDocument): string | undefined => {
  const name = partner?.reference ?? partner?.name;
  if (name === undefined) return undefined;
  return ownUri(kind === 'delivery' || kind === 'customer-return' ? 'customer' : 'supplier', name);
};

const transactionsOf = (document: TracedDocument): object[] => {
  const { kind, name, purchase, customer_reference: reference } = document;
  const transfer = kind !== 'production' && kind !== 'count' && name !== '';
  return [
    ...(kind === 'production'
      ? [{ type: 'prodorder', bizTransaction: ownUri('production-order', name) }]
      : []),
    ...(transfer ? [{ bizTransaction: ownUri(kind, name) }] : []),
    ...(purchase ? [{ type: 'po', bizTransaction: ownUri('purchase-order', purchase) }] : []),
    ...(reference ? [{ type: 'po', bizTransaction: ownUri('customer-order', reference) }] : []),
  ];
};

/** TransformationEvents: one for each production order that made lots of the answer from lots, with all of both. */
const transformations = ({ traced, plant, lots }: Books): EpcisEvent[] => {
  const { orders = [], lots: beside = [] } = traced.production ?? {};
  const named = new Map([...beside, ...traced.lots].map((lot) => [lot.id, lot]));
  return orders.flatMap((order) => {
    const at = plant(order.warehouse);
    const [made, ...others] = order.made;
    const only = made && others.length === 0 ? lots.get(made.lot) : undefined;
    // At the bound of documents, the one is missing that says whose lot it is. The event would then lack its data.
    const isCut =
      only && !only.documents.some(({ kind, name }) => kind === 'production' && name === order.name);
    return at && !isCut && order.used.length > 0 ? eventsOfOrder(at, order, named, only) : [];
  });
};

/** The order as it was booked and after each correction: each but the last is declared wrong, and names the next. */
const eventsOfOrder = (
  plant: PlantProfile,
  order: TracedOrder,
  lots: ReadonlyMap<number, TracedLot>,
  only: TracedLot | undefined,
): EpcisEvent[] => {
  const uri = ownUri('production-order', order.name);
  const known = (amounts: readonly TracedAmount[]): Amount[] =>
    amounts.flatMap(({ lot, quantity }) => {
      const found = lots.get(lot);
      return found ? [{ lot: found, quantity }] : [];
    });
  const eventOfVersion = ({ used, made }: Version) =>
    made.length === 0
      ? undefined
      : epcisEvent('TransformationEvent', plant, order.at, {
          transformationID: uri,
          ...listsOf(known(used), { epcs: 'inputEPCList', quantities: 'inputQuantityList' }),
          ...listsOf(known(made), { epcs: 'outputEPCList', quantities: 'outputQuantityList' }),
          bizStep: 'creating_class_instance',
          disposition: 'active',
          bizTransactionList: [{ type: 'prodorder', bizTransaction: uri }],
          // A lot that belongs to another plant has no data here, whoever reads.
          ...(only && lotData(only.home === order.warehouse ? only : identityOf(only))),
        });
  return versionsOf(order)
    .map((version) => ({ at: version.at, event: eventOfVersion(version) }))
    .filter(({ event }, place, all) => event?.eventID !== all[place - 1]?.event?.eventID)
    .flatMap(({ event }, place, all) => {
      const next = all[place + 1];
      return event ? [next ? { ...event, errorDeclaration: declaredBy(next) } : event] : [];
    });
};

const declaredBy = ({ at, event }: { at: string; event: EpcisEvent | undefined }) => ({
  declarationTime: at,
  reason: event ? 'incorrect_data' : 'did_not_occur',
  ...(event && { correctiveEventIDs: [event.eventID] }),
});

type Version = Pick<TracedOrder, 'at' | 'used' | 'made'>;

const versionsOf = (order: TracedOrder): Version[] => {
  const versions: Version[] = [order];
  let { used, made } = order;
  for (const { at, ...back } of order.corrections) {
    [used, made] = [without(used, back.used), without(made, back.made)];
    versions.push({ at, used, made });
  }
  return versions;
};

/** Rounded: Odoo's quantities have few decimals, a difference of floats has more. */
const without = (amounts: readonly TracedAmount[], back: readonly TracedAmount[]): TracedAmount[] =>
  amounts.flatMap(({ lot, quantity }) => {
    const returned = back.find((each) => each.lot === lot)?.quantity ?? 0;
    const left = Math.round((quantity - returned) * 1e6) / 1e6;
    return left > 0 ? [{ lot, quantity: left }] : [];
  });
