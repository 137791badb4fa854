import type { PlantProfile } from '../../../plants/index.ts';
import type { DocumentKind, TracedDocument, TracedGenealogy, TracedLot } from '../traced.ts';
import { type EpcisEvent, epcisEvent, listsOf, lotData } from './event.ts';
import { ownUri } from './identifiers.ts';

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
