import type { PlantProfile } from '../../configuration/plant.ts';
import { type Amount, type EpcisEvent, epcisEvent, listsOf, lotData, ownUri } from './epcis.ts';
import { howComplete, redact, remarks } from './shown.ts';
import type {
  DocumentKind,
  PlantsRead,
  TracedDocument,
  TracedGenealogy,
  TracedLink,
  TracedLot,
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
  const eventList = [...transformations(traced, plant), ...observations(traced, plant)].toSorted((a, b) =>
    a.eventTime < b.eventTime ? -1 : a.eventTime > b.eventTime ? 1 : 0,
  );
  const { truncated, remarks: notes } = howComplete(traced.truncated, withheld, remarks.withheld);
  return {
    '@context': context,
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: now.toISOString(),
    epcisBody: { eventList },
    ...(notes && { 'opg:truncated': truncated, 'opg:remarks': notes }),
  };
};

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

/** ObjectEvents: one for each document that received, shipped or scrapped a lot, and one that begins it. */
export const observations = (
  traced: TracedGenealogy,
  plantOfWarehouse: (warehouse: string | undefined) => PlantProfile | undefined,
): EpcisEvent[] => {
  const transformed = new Set(traced.links.map((link) => `${link.to}\n${link.document}`));
  return traced.lots.flatMap((lot) =>
    lot.documents.flatMap((document) => {
      const plant = plantOfWarehouse(document.warehouse);
      const step = stepOf(lot, document, transformed);
      return plant && step ? [eventOf(plant, lot, document, step)] : [];
    }),
  );
};

/** A lot begins with the order that made it, unless a transformation has it already, or with the count that found it. */
const stepOf = (lot: TracedLot, document: TracedDocument, transformed: ReadonlySet<string>) => {
  if (document.kind === 'production')
    return transformed.has(`${lot.id}\n${document.name}`) ? undefined : commissioning;
  if (document.kind === 'count')
    return document === lot.documents[0] && document.quantity > 0 ? commissioning : undefined;
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
    ...(step === commissioning && lotData(amounts)),
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

/**
 * TransformationEvents: one for each production order that links lots of the answer. The answer may have only some of the
 * order's inputs and outputs; `transformationID` names the order.
 */
export const transformations = (
  traced: TracedGenealogy,
  plantOfWarehouse: (warehouse: string | undefined) => PlantProfile | undefined,
): EpcisEvent[] => {
  const lots = new Map(traced.lots.map((lot) => [lot.id, lot]));
  const orders = Map.groupBy(traced.links, (link) => `${link.warehouse}\n${link.document}\n${link.at}`);
  return [...orders.values()].flatMap((links) => {
    const [first] = links;
    const plant = plantOfWarehouse(first?.warehouse);
    return first && plant && first.kind === 'production' ? eventsOfOrder(plant, first, links, lots) : [];
  });
};

const eventsOfOrder = (
  plant: PlantProfile,
  { document, at }: TracedLink,
  links: readonly TracedLink[],
  lots: ReadonlyMap<number, TracedLot>,
): EpcisEvent[] => {
  const inputs = amountsOf(lots, links, 'from');
  const outputs = amountsOf(lots, links, 'to');
  const order = ownUri('production-order', document);
  const fieldsOf = (used: readonly Amount[], made: readonly Amount[]) => ({
    transformationID: order,
    ...listsOf(used, { epcs: 'inputEPCList', quantities: 'inputQuantityList' }),
    ...listsOf(made, { epcs: 'outputEPCList', quantities: 'outputQuantityList' }),
    bizStep: 'creating_class_instance',
    disposition: 'active',
    bizTransactionList: [{ type: 'prodorder', bizTransaction: order }],
    ...lotData(made),
  });
  const event = epcisEvent('TransformationEvent', plant, at, fieldsOf(inputs, outputs));
  const corrected = links
    .flatMap((link) => link.corrected ?? [])
    .toSorted()
    .at(-1);
  if (corrected === undefined) return [event];
  const left = outputs.map(withoutReturned).filter(isPositive);
  const corrective =
    left.length > 0
      ? epcisEvent(
          'TransformationEvent',
          plant,
          at,
          fieldsOf(inputs.map(withoutReturned).filter(isPositive), left),
        )
      : undefined;
  const errorDeclaration = {
    declarationTime: corrected,
    reason: corrective ? 'incorrect_data' : 'did_not_occur',
    ...(corrective && { correctiveEventIDs: [corrective.eventID] }),
  };
  return [{ ...event, errorDeclaration }, ...(corrective ? [corrective] : [])];
};

type Corrected = Amount & { back: number };

/** Amounts of one side of the order, each lot once. `back` was returned or unbuilt. */
const amountsOf = (
  lots: ReadonlyMap<number, TracedLot>,
  links: readonly TracedLink[],
  side: 'from' | 'to',
): Corrected[] =>
  [...new Map(links.map((link) => [link[side], link])).values()].flatMap((link) => {
    const lot = lots.get(link[side]);
    const [quantity = 0, back = 0] =
      side === 'from' ? [link.consumed, link.returned] : [link.produced, link.unbuilt];
    return lot ? [{ lot, quantity, back }] : [];
  });

/** The amount without what was returned. Rounded: Odoo's quantities have few decimals, a difference of floats has more. */
const withoutReturned = ({ lot, quantity, back }: Corrected): Amount => ({
  lot,
  quantity: Math.round((quantity - back) * 1e6) / 1e6,
});

const isPositive = ({ quantity }: Amount): boolean => quantity > 0;
