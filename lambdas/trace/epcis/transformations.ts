import type { PlantProfile } from '../../../plants/index.ts';
import type { TracedGenealogy, TracedLink, TracedLot } from '../traced.ts';
import { type Amount, type EpcisEvent, epcisEvent, listsOf, lotData } from './event.ts';
import { ownUri } from './identifiers.ts';

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
