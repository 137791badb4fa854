import type { PlantProfile } from '../../../configuration/plant.ts';
import type { Finding } from '../../../events/findings.ts';
import {
  type B2mmlLabour,
  labourOf,
  type Material,
  materialElements,
  materialOf,
  type Run,
} from './b2mml-actuals.ts';
import { named } from './b2mml-elements.ts';
import { type BesideProduct, consumptionOf, productionReport, reportsIn } from './b2mml-report.ts';
import { type DocumentEntry, eventOf, hashOf } from './document.ts';
import { childrenOf, type Element, placeOf, textOf } from './tree.ts';

/** The plant of a document, and the `source` of its events. */
export interface B2mmlContext {
  plant: PlantProfile;
  source: string;
}

/** An entry without event, because of these findings. */
export const refusedAt = (element: Element, findings: Finding[]): DocumentEntry => ({
  ...placeAndLine(element),
  findings: findings.slice(0, 20),
});

export interface B2mmlEvent {
  name: string;
  /** makes the event's id unique: ids of the document and its parts, else their positions */
  path: readonly string[];
  time: string;
  data: Record<string, unknown>;
}

export const eventAt = (element: Element, event: B2mmlEvent, context: B2mmlContext): DocumentEntry => {
  const { name, path, time, data } = event;
  // The event type is part of the id: one element may give both a report and a finished work order.
  const id = `b2mml-${hashOf([...path, name])}`;
  return { ...placeAndLine(element), event: eventOf({ name, id, source: context.source, time, data }) };
};

const placeAndLine = (element: Element) => ({
  place: placeOf(element),
  ...(element.line !== undefined && { line: element.line }),
});

/**
 * Keys of sibling parts: their ids, with a number where several have the same id. So the parts keep their keys when the
 * document is sent again with more parts. Parts without an id are counted.
 */
export const keysOf = (
  elements: readonly Element[],
  idOf: (element: Element) => string | undefined,
): string[] => {
  const seen = new Map<string, number>();
  return elements.map((element) => {
    const id = idOf(element);
    const key = id === undefined ? 'position' : `id ${id}`;
    const nth = (seen.get(key) ?? 0) + 1;
    seen.set(key, nth);
    return nth === 1 && id !== undefined ? key : `${key} ${nth}`;
  });
};

/** Entries of a segment; `reports` are those of its `production.reported` events. */
export interface SegmentEntries {
  entries: DocumentEntry[];
  reports: DocumentEntry[];
}

interface EventContext {
  order: string;
  path: readonly string[];
  time: string;
}

/** Makes an entry of an event, or a refused one when there are findings. */
type MakeEntry = (
  element: Element,
  name: string,
  findings: Finding[],
  data: Record<string, unknown>,
  time?: string,
) => DocumentEntry;

/**
 * Entries of a segment without its inner segments, in the order in which Odoo can book them: consumed and scrapped
 * components first, then the product, then scrap of the product.
 */
export const ownEntries = (
  segment: Element,
  run: Run,
  { order, path, time }: EventContext,
  context: B2mmlContext,
): SegmentEntries => {
  const { plant } = context;
  const options = plant.dialects.b2mml;
  const entry: MakeEntry = (element, name, findings, data, at = time) =>
    findings.length > 0
      ? refusedAt(element, findings)
      : eventAt(element, { name, path: [...path, element.name, `${element.nth}`], time: at, data }, context);
  const materials = childrenOf(segment, ...materialElements).map((element) => materialOf(element, plant));
  const withUse = (use: Material['use']) => materials.filter((material) => material.use === use);
  const labour = childrenOf(segment, 'PersonnelActual').map((element) => labourOf(element, run, plant));
  const [produced, consumed, scrapped] = [withUse('produced'), withUse('consumed'), withUse('scrapped')];
  const byProducts = withUse('by-product');
  const products = new Set(produced.map(({ item }) => item));
  const isProduct = ({ item }: Material) => item !== undefined && products.has(item);

  const groups = reportsIn(produced);
  const alone = groups.length === 1;
  const mixed = mixedProducts(segment, groups, consumed);
  const reports = mixed
    ? []
    : groups.map((group) =>
        report(order, group, alone ? { consumed, byProducts, labour } : nothingBeside, entry),
      );
  const completed = textOf(segment, 'SegmentState')?.toLowerCase() === 'completed';
  if (completed && options.final === 'segment-completed') markFinal(reports);
  const scrap = (material: Material) =>
    entry(material.element, 'production.scrapped', material.findings, scrapOf(order, material));
  return {
    entries: [
      ...withUse('refused').map(({ element, findings }) => refusedAt(element, findings)),
      ...(mixed ? [refusedAt(segment, [mixed])] : []),
      ...(groups.length === 0 ? consumed.map((material) => issue(order, material, entry)) : []),
      ...(alone ? [] : byProducts.map(({ element }) => refusedAt(element, [withoutProduct(element)]))),
      ...(alone ? [] : labour.flatMap((each) => labourEntry(order, each, entry))),
      ...scrapped.filter((material) => !isProduct(material)).map(scrap),
      ...reports,
      ...scrapped.filter(isProduct).map(scrap),
      ...(completed && options.finishesWorkOrders ? [finished(segment, order, run, entry)] : []),
    ],
    reports,
  };
};

/** Marks the last of these reports as the order's final one. */
export const markFinal = (reports: readonly DocumentEntry[]): void => {
  const last = reports.at(-1);
  if (last && 'event' in last) Object.assign(last.event.data as object, { final: true });
};

/** Why the products of a segment cannot be reported on one order; undefined when they can. */
const mixedProducts = (
  segment: Element,
  groups: readonly Material[][],
  consumed: readonly Material[],
): Finding | undefined => {
  const items = new Set(groups.flatMap((group) => group.map(({ item }) => item)));
  if (items.size > 1)
    return {
      pointer: '/data',
      rule: 'ambiguous',
      detail: `${named(segment)} makes several items for one order; an order of Odoo makes one; say of the others that they are By-product Produced`,
    };
  if (groups.length > 1 && consumed.length > 0)
    return {
      pointer: '/data/consumed',
      rule: 'ambiguous',
      detail: `${named(segment)} makes several lots and says together what they consumed; send one SegmentResponse for each lot`,
    };
  return undefined;
};

const nothingBeside: BesideProduct = { consumed: [], byProducts: [], labour: [] };

const withoutProduct = (element: Element): Finding => ({
  pointer: '/data/byProducts',
  rule: 'ambiguous',
  detail: `${named(element)} is a by-product, and its segment does not have one product that it belongs to`,
});

const report = (
  order: string,
  group: readonly Material[],
  beside: BesideProduct,
  entry: MakeEntry,
): DocumentEntry => {
  const [first] = group;
  const findings = group.flatMap((each) => each.findings);
  for (const part of [...beside.consumed, ...beside.byProducts, ...beside.labour])
    findings.push(...part.findings);
  const data = productionReport(order, group, beside, findings);
  return entry((first as Material).element, 'production.reported', findings, data);
};

const issue = (order: string, material: Material, entry: MakeEntry): DocumentEntry => {
  const findings = [...material.findings];
  const data = { order, ...consumptionOf([material], findings) };
  return entry(material.element, 'material.consumed', findings, data);
};

const scrapOf = (order: string, { item, quantity, lot, sublots, reason }: Material) => ({
  order,
  ...(item !== undefined && { item }),
  quantity,
  ...((sublots[0] ?? lot) !== undefined && { lot: sublots[0] ?? lot }),
  ...(reason !== undefined && { reason }),
});

const labourEntry = (
  order: string,
  { element, row, person, findings }: B2mmlLabour,
  entry: MakeEntry,
): DocumentEntry[] => {
  if (!row) return findings.length > 0 ? [refusedAt(element, findings)] : [];
  const data = { order, ...row, ...(person !== undefined && { person }) };
  return [entry(element, 'labor.reported', findings, data, row.endedAt)];
};

const finished = (
  segment: Element,
  order: string,
  { operation, workCenter }: Run,
  entry: MakeEntry,
): DocumentEntry =>
  entry(segment, 'work-order.finished', [], {
    order,
    ...(operation !== undefined && { operation }),
    ...(workCenter !== undefined && { workCenter }),
  });
