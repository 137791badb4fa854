import type { PlantProfile } from '../../../configuration/plant.ts';
import type { Finding } from '../../../events/findings.ts';
import { named } from './b2mml-elements.ts';
import {
  type B2mmlLabour,
  labourOf,
  type Material,
  materialElements,
  materialOf,
  type Run,
} from './b2mml-parts.ts';
import { consumptionOf, productionReport, reportsIn } from './b2mml-report.ts';
import { type DocumentEntry, eventOf, hashOf } from './document.ts';
import { childrenOf, type Element, placeOf, textOf } from './tree.ts';

export interface Speaker {
  plant: PlantProfile;
  source: string;
}

export const refusedAt = (element: Element, findings: Finding[]): DocumentEntry => ({
  ...whereIs(element),
  findings: findings.slice(0, 20),
});

export interface Statement {
  name: string;
  /** what tells this event from every other: ids of the document and its parts, else positions */
  path: readonly string[];
  time: string;
  data: Record<string, unknown>;
}

export const eventAt = (element: Element, statement: Statement, speaker: Speaker): DocumentEntry => {
  const { name, path, time, data } = statement;
  // The kind is part of it: one element may both complete an order and finish a work order.
  const id = `b2mml-${hashOf([...path, name])}`;
  return { ...whereIs(element), event: eventOf({ name, id, source: speaker.source, time, data }) };
};

const whereIs = (element: Element) => ({
  place: placeOf(element),
  ...(element.line !== undefined && { line: element.line }),
});

/**
 * Names a part among its siblings: by its id while no sibling has the same; so a document that is sent again with
 * parts added names the old ones as before. Parts without an id are counted.
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

/** Entries of a segment, and which of them are reports of finished quantities. */
export interface SegmentEntries {
  entries: DocumentEntry[];
  reports: DocumentEntry[];
}

interface Situation {
  order: string;
  path: readonly string[];
  time: string;
}

type Say = (
  element: Element,
  name: string,
  findings: Finding[],
  data: Record<string, unknown>,
  time?: string,
) => DocumentEntry;

/**
 * What a segment itself says, in the order in which Odoo can book it: components first, then the product they went
 * into, then what of the product was scrapped.
 */
export const statementsOf = (
  segment: Element,
  run: Run,
  { order, path, time }: Situation,
  speaker: Speaker,
): SegmentEntries => {
  const { plant } = speaker;
  const options = plant.dialects.b2mml;
  const say: Say = (element, name, findings, data, at = time) =>
    findings.length > 0
      ? refusedAt(element, findings)
      : eventAt(element, { name, path: [...path, element.name, `${element.nth}`], time: at, data }, speaker);
  const materials = childrenOf(segment, ...materialElements).map((element) => materialOf(element, plant));
  const used = (use: Material['use']) => materials.filter((material) => material.use === use);
  const labour = childrenOf(segment, 'PersonnelActual').map((element) => labourOf(element, run, plant));
  const [produced, consumed, scrapped] = [used('produced'), used('consumed'), used('scrapped')];
  const products = new Set(produced.map(({ item }) => item));
  const isProduct = ({ item }: Material) => item !== undefined && products.has(item);

  const groups = reportsIn(produced);
  const alone = groups.length === 1;
  const mixed = mixedProducts(segment, groups, consumed);
  const reports = mixed
    ? []
    : groups.map((group) => report(order, group, alone ? consumed : [], alone ? labour : [], say));
  const completed = textOf(segment, 'SegmentState')?.toLowerCase() === 'completed';
  if (completed && options.final === 'segment-completed') markFinal(reports);
  const scrap = (material: Material) =>
    say(material.element, 'production.scrapped', material.findings, scrapOf(order, material));
  return {
    entries: [
      ...used('refused').map(({ element, findings }) => refusedAt(element, findings)),
      ...(mixed ? [refusedAt(segment, [mixed])] : []),
      ...(groups.length === 0 ? consumed.map((material) => issue(order, material, say)) : []),
      ...(alone ? [] : labour.flatMap((each) => labourEntry(order, each, say))),
      ...scrapped.filter((material) => !isProduct(material)).map(scrap),
      ...reports,
      ...scrapped.filter(isProduct).map(scrap),
      ...(completed && options.finishesWorkOrders ? [finished(segment, order, run, say)] : []),
    ],
    reports,
  };
};

/** Makes the last of an order's reports its final one. */
export const markFinal = (reports: readonly DocumentEntry[]): void => {
  const last = reports.at(-1);
  if (last && 'event' in last) Object.assign(last.event.data as object, { final: true });
};

/** Why the products of a segment cannot be reports of their order, if they cannot. */
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
      detail: `${named(segment)} makes several items for one order; an order of Odoo makes one, by-products come by its bill of materials`,
    };
  if (groups.length > 1 && consumed.length > 0)
    return {
      pointer: '/data/consumed',
      rule: 'ambiguous',
      detail: `${named(segment)} makes several lots and says together what they consumed; send one SegmentResponse for each lot`,
    };
  return undefined;
};

const report = (
  order: string,
  group: readonly Material[],
  consumed: readonly Material[],
  labour: readonly B2mmlLabour[],
  say: Say,
): DocumentEntry => {
  const [first] = group;
  const findings = group.flatMap((each) => each.findings);
  for (const part of [...consumed, ...labour]) findings.push(...part.findings);
  const data = productionReport(order, group, consumed, labour, findings);
  return say((first as Material).element, 'production.reported', findings, data);
};

const issue = (order: string, material: Material, say: Say): DocumentEntry => {
  const findings = [...material.findings];
  const data = { order, ...consumptionOf([material], findings) };
  return say(material.element, 'material.consumed', findings, data);
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
  say: Say,
): DocumentEntry[] => {
  if (!row) return findings.length > 0 ? [refusedAt(element, findings)] : [];
  const data = { order, ...row, ...(person !== undefined && { person }) };
  return [say(element, 'labor.reported', findings, data, row.endedAt)];
};

const finished = (segment: Element, order: string, { operation, workCenter }: Run, say: Say): DocumentEntry =>
  say(segment, 'work-order.finished', [], {
    order,
    ...(operation !== undefined && { operation }),
    ...(workCenter !== undefined && { workCenter }),
  });
