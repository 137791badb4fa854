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

/** What CBV calls it. What is not here is part of a transformation, corrects one, or stays within a plant. */
const steps: Partial<Record<DocumentKind, { action: string; bizStep: string; disposition: string }>> = {
  receipt: { action: 'OBSERVE', bizStep: 'receiving', disposition: 'in_progress' },
  delivery: { action: 'OBSERVE', bizStep: 'shipping', disposition: 'in_transit' },
  'customer-return': { action: 'OBSERVE', bizStep: 'receiving', disposition: 'returned' },
  'supplier-return': { action: 'OBSERVE', bizStep: 'shipping', disposition: 'returned' },
  scrap: { action: 'DELETE', bizStep: 'destroying', disposition: 'destroyed' },
};
const begun = { action: 'ADD', bizStep: 'commissioning', disposition: 'active' };

/** An event for each document of a lot that brought it in, sent it out or ended it; and one that begins it. */
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

/** A lot begins with the order that made it, unless what went into it is told; or with the count that found it. */
const stepOf = (lot: TracedLot, document: TracedDocument, transformed: ReadonlySet<string>) => {
  if (document.kind === 'production')
    return transformed.has(`${lot.id}\n${document.name}`) ? undefined : begun;
  if (document.kind === 'count')
    return document === lot.documents[0] && document.quantity > 0 ? begun : undefined;
  return steps[document.kind];
};

const eventOf = (
  plant: PlantProfile,
  lot: TracedLot,
  document: TracedDocument,
  step: typeof begun,
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
    ...(step === begun && lotData(amounts)),
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
 * An event for each production order that ties lots of the answer. The answer may hold only some of what the order
 * used or made; `transformationID` says of which order it is part.
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
  const told = (used: readonly Amount[], made: readonly Amount[]) => ({
    transformationID: order,
    ...listsOf(used, { epcs: 'inputEPCList', quantities: 'inputQuantityList' }),
    ...listsOf(made, { epcs: 'outputEPCList', quantities: 'outputQuantityList' }),
    bizStep: 'creating_class_instance',
    disposition: 'active',
    bizTransactionList: [{ type: 'prodorder', bizTransaction: order }],
    ...lotData(made),
  });
  const event = epcisEvent('TransformationEvent', plant, at, told(inputs, outputs));
  const corrected = links
    .flatMap((link) => link.corrected ?? [])
    .toSorted()
    .at(-1);
  if (corrected === undefined) return [event];
  const left = outputs.map(kept).filter(isSome);
  const corrective =
    left.length > 0
      ? epcisEvent('TransformationEvent', plant, at, told(inputs.map(kept).filter(isSome), left))
      : undefined;
  const errorDeclaration = {
    declarationTime: corrected,
    reason: corrective ? 'incorrect_data' : 'did_not_occur',
    ...(corrective && { correctiveEventIDs: [corrective.eventID] }),
  };
  return [{ ...event, errorDeclaration }, ...(corrective ? [corrective] : [])];
};

type Corrected = Amount & { back: number };

/** Each lot once, on one side of the order. */
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

/** Odoo's quantities have at most a handful of decimals; a difference of floats has more. */
const kept = ({ lot, quantity, back }: Corrected): Amount => ({
  lot,
  quantity: Math.round((quantity - back) * 1e6) / 1e6,
});
const isSome = ({ quantity }: Amount): boolean => quantity > 0;

/**
 * A genealogy as EPCIS 2.0: what the plants that may be read did, in the order of time. Of a lot of another plant only
 * the identity is told, where an event of these plants used it.
 */
export const epcisDocument = (given: TracedGenealogy, read: PlantsRead, now: Date) => {
  const { traced, withheld } = redact(given, read);
  const plant = (warehouse: string | undefined): PlantProfile | undefined =>
    warehouse === undefined ? undefined : read.byWarehouse.get(warehouse);
  const eventList = [...transformations(traced, plant), ...observations(traced, plant)].toSorted((a, b) =>
    a.eventTime < b.eventTime ? -1 : a.eventTime > b.eventTime ? 1 : 0,
  );
  const { truncated, remarks: said } = howComplete(traced.truncated, withheld, remarks.withheld);
  return {
    '@context': context,
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: now.toISOString(),
    epcisBody: { eventList },
    ...(said && { 'opg:truncated': truncated, 'opg:remarks': said }),
  };
};

const context = [
  'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
  { opg: 'urn:odoo-plant-gateway:voc:' },
];
