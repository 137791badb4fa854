import type { Finding } from '../../../events/findings.ts';
import type { Run } from './b2mml-actuals.ts';
import { isProduction, named, unknownElements } from './b2mml-elements.ts';
import {
  type B2mmlContext,
  keysOf,
  markFinal,
  ownEntries,
  refusedAt,
  type SegmentEntries,
} from './b2mml-entries.ts';
import { type DocumentEntry, type DocumentResult, refuseDocument } from './document.ts';
import { isoTime } from './times.ts';
import { childrenOf, type Element, placeOf, textOf, textsOf } from './tree.ts';

const performances = ['OperationsPerformance', 'ProductionPerformance'];
const responses = ['OperationsResponse', 'ProductionResponse'];
const transaction = new RegExp(`^([A-Z][a-z]+)(${[...performances, ...responses].join('|')})$`);
/** Verbs of transactions that report what happened. The other verbs ask, withdraw or confirm. */
const reportVerbs = ['Process', 'Sync', 'Show'];

/** Turns a production performance of B2MML V4 to V7 into events. */
export const readB2mml = (root: Element, context: B2mmlContext): DocumentResult => {
  const refuse = (detail: string, at: Element = root) =>
    refuseDocument(422, detail, { place: placeOf(at), ...(at.line !== undefined && { line: at.line }) });
  const [, verb, noun] = transaction.exec(root.name) ?? [];
  if (verb !== undefined && !reportVerbs.includes(verb))
    return refuse(`${verb} transactions are not taken; ${reportVerbs.join(', ')} are`);
  if (noun === undefined && ![...performances, ...responses].includes(root.name))
    return refuse(`${named(root)} is not taken; OperationsPerformance and ProductionPerformance are`);
  const area = noun === undefined ? undefined : childrenOf(root, 'DataArea')[0];
  const action = area && actionIn(area);
  if (action) return refuse(`${verb} with the action ${action.slice(0, 40)} is not taken, only Add is`);
  const tops = noun === undefined ? [root] : area ? childrenOf(area, noun) : [];
  if (tops.length === 0) return refuse(`${named(root)} holds no ${noun} in a DataArea`);
  const message = childrenOf(root, 'ApplicationArea')[0];
  const bodId = message && textOf(message, 'BODID');
  const { extensions } = context.plant.dialects.b2mml;
  const entries: DocumentEntry[] = [];
  const keys = keysOf(tops, (top) => textOf(top, 'ID'));
  for (const [index, top] of tops.entries()) {
    const id = textOf(top, 'ID');
    const nameless = id === undefined && bodId === undefined;
    if (nameless && childrenOf(top, ...responses).some((response) => textOf(response, 'ID') === undefined))
      return refuse(`${named(top)} has no ID: a document sent again could not be told from another one`, top);
    const unknown = performances.includes(top.name) ? unknownElements(top, 'performance', extensions) : [];
    if (unknown[0]) return refuse(unknown[0].detail, top);
    const path = ['b2mml', ...(id === undefined && bodId !== undefined ? [bodId] : []), keys[index] ?? ''];
    entries.push(...performanceEntries(top, path, context));
  }
  const first = tops[0] as Element;
  const documentId =
    textOf(first, 'ID') ?? bodId ?? childrenOf(first, ...responses).map((each) => textOf(each, 'ID'))[0];
  return { ok: true, documentId: (documentId ?? '').slice(0, 128), entries };
};

/**
 * The action of a `Sync` or `Process` other than Add. It would change or delete reports; the gateway cannot take events
 * back.
 */
const actionIn = (area: Element): string | undefined => {
  for (const verb of childrenOf(area, ...reportVerbs))
    for (const criteria of childrenOf(verb, 'ActionCriteria'))
      for (const { attributes, text } of childrenOf(criteria, 'ActionExpression')) {
        const action = attributes.actionCode ?? text;
        if (!['', 'add', 'added'].includes(action.toLowerCase())) return action;
      }
  return undefined;
};

const performanceEntries = (
  top: Element,
  path: readonly string[],
  context: B2mmlContext,
): DocumentEntry[] => {
  const found = responses.includes(top.name) ? [top] : childrenOf(top, ...responses);
  if (found.length === 0)
    return [refusedAt(top, [{ pointer: '', rule: 'required', detail: `${named(top)} has no response` }])];
  const findings: Finding[] = [];
  const publishedAt = timeIn(top, ['PublishedDate'], context.plant.timeZone, findings);
  const operationsType = textOf(top, 'OperationsType');
  if (!isProduction(operationsType)) findings.push(notProduction(top, operationsType));
  if (findings.length > 0) return [refusedAt(top, findings)];
  const keys = keysOf(found, (response) => textOf(response, 'ID'));
  return found.flatMap((response, index) =>
    responseEntries(response, [...path, keys[index] ?? ''], publishedAt, context),
  );
};

const responseEntries = (
  response: Element,
  path: readonly string[],
  publishedAt: string | undefined,
  context: B2mmlContext,
): DocumentEntry[] => {
  const { plant } = context;
  const findings = unknownElements(response, 'response', plant.dialects.b2mml.extensions);
  const fail = (pointer: string, rule: string, detail: string) => findings.push({ pointer, rule, detail });
  const orders = new Set(textsOf(response, 'OperationsRequestID', 'ProductionRequestID'));
  const [order] = orders;
  if (order === undefined)
    fail('/data/order', 'required', `${named(response)} has no OperationsRequestID or ProductionRequestID`);
  if (orders.size > 1)
    fail(
      '/data/order',
      'ambiguous',
      `${named(response)} is about several orders; send one response for each`,
    );
  const operationsType = textOf(response, 'OperationsType');
  if (!isProduction(operationsType)) findings.push(notProduction(response, operationsType));
  const startedAt = timeIn(response, ['StartTime'], plant.timeZone, findings);
  const endedAt = timeIn(response, ['EndTime'], plant.timeZone, findings);
  const segments = childrenOf(response, 'SegmentResponse');
  if (segments.length === 0) fail('', 'required', `${named(response)} has no SegmentResponse`);
  if (order === undefined || findings.length > 0) return [refusedAt(response, findings)];
  const keys = keysOf(segments, (segment) => textOf(segment, 'ID'));
  const read = segments.map((segment, index) =>
    segmentEntries(
      segment,
      {
        order,
        path: [...path, keys[index] ?? ''],
        ...(startedAt !== undefined && { startedAt }),
        ...(endedAt !== undefined && { endedAt }),
        ...(publishedAt !== undefined && { publishedAt }),
      },
      context,
    ),
  );
  const entries = read.flatMap((each) => each.entries);
  const completed = textOf(response, 'ResponseState')?.toLowerCase() === 'completed';
  if (!completed || plant.dialects.b2mml.final !== 'response-completed') return entries;
  return withFinalReport(
    response,
    entries,
    read.flatMap((each) => each.reports),
  );
};

/** Makes the last report final and moves it behind all other entries: it closes the order. */
const withFinalReport = (
  response: Element,
  entries: readonly DocumentEntry[],
  reports: readonly DocumentEntry[],
): DocumentEntry[] => {
  const last = reports.at(-1);
  if (!last)
    return [
      ...entries,
      refusedAt(response, [
        {
          pointer: '/data/final',
          rule: 'required',
          detail: `${named(response)} says Completed and reports no quantity: nothing of it can close the order`,
        },
      ]),
    ];
  markFinal(reports);
  return [...entries.filter((entry) => entry !== last), last];
};

/** What a segment inherits from the elements around it. */
interface SegmentContext {
  order: string;
  path: readonly string[];
  startedAt?: string;
  endedAt?: string;
  /** the document's own date, used when nothing inside has a time */
  publishedAt?: string;
}

/** Entries of a segment, then those of its inner segments. */
const segmentEntries = (segment: Element, outer: SegmentContext, context: B2mmlContext): SegmentEntries => {
  const { plant } = context;
  const findings = unknownElements(segment, 'segment', plant.dialects.b2mml.extensions);
  const startedAt = timeIn(segment, ['ActualStartTime'], plant.timeZone, findings);
  const endedAt = timeIn(segment, ['ActualEndTime'], plant.timeZone, findings);
  const operationsType = textOf(segment, 'OperationsType');
  if (!isProduction(operationsType)) findings.push(notProduction(segment, operationsType));
  const time = endedAt ?? startedAt ?? outer.endedAt ?? outer.startedAt ?? outer.publishedAt;
  if (time === undefined)
    findings.push({ pointer: '/time', rule: 'required', detail: 'says nowhere when it happened' });
  if (time === undefined || findings.length > 0)
    return { entries: [refusedAt(segment, findings)], reports: [] };
  const run = runOf(segment, startedAt ?? outer.startedAt, endedAt ?? outer.endedAt, context);
  const own = ownEntries(segment, run, { ...outer, time }, context);
  const inner = childrenOf(segment, 'SegmentResponse');
  const keys = keysOf(inner, (each) => textOf(each, 'ID'));
  const nested = inner.map((each, index) =>
    segmentEntries(
      each,
      {
        ...outer,
        path: [...outer.path, keys[index] ?? ''],
        ...(run.startedAt !== undefined && { startedAt: run.startedAt }),
        ...(run.endedAt !== undefined && { endedAt: run.endedAt }),
      },
      context,
    ),
  );
  return {
    entries: [own, ...nested].flatMap(({ entries }) => entries),
    reports: [own, ...nested].flatMap(({ reports }) => reports),
  };
};

/** Time of the first child with text. A time that cannot be read becomes a finding. */
const timeIn = (
  element: Element,
  names: readonly string[],
  timeZone: string,
  findings: Finding[],
): string | undefined => {
  const [child] = childrenOf(element, ...names).filter(({ text }) => text !== '');
  if (!child) return undefined;
  const read = isoTime(child.text, timeZone);
  if (read.ok) return read.time;
  findings.push({
    pointer: '/time',
    rule: read.rule,
    detail: `"${child.text.slice(0, 40)}" in ${named(child)} ${read.detail}`,
  });
  return undefined;
};

const notProduction = (element: Element, operationsType = ''): Finding => ({
  pointer: '/data',
  rule: 'unsupported-use',
  detail: `${named(element)} is about ${operationsType.slice(0, 40)}, not production; such events are sent as CloudEvents`,
});

const runOf = (
  segment: Element,
  startedAt: string | undefined,
  endedAt: string | undefined,
  { plant }: B2mmlContext,
): Run => {
  const operation =
    plant.dialects.b2mml.operations === 'segment'
      ? (textOf(segment, 'OperationsSegmentID') ??
        textOf(segment, 'ProcessSegmentID', 'ProductSegmentID') ??
        textOf(segment, 'ID'))
      : undefined;
  const equipment = new Set(
    childrenOf(segment, 'EquipmentActual').flatMap((each) => textsOf(each, 'EquipmentID')),
  );
  const [workCenter] = equipment;
  return {
    ...(operation !== undefined && { operation }),
    ...(workCenter !== undefined && equipment.size === 1 && { workCenter }),
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
  };
};
