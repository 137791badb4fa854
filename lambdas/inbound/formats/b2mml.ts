import type { Finding } from '../../../events/findings.ts';
import { isProduction, named, strangersIn } from './b2mml-elements.ts';
import { notProduction, segmentEntries, timeIn } from './b2mml-segment.ts';
import { keysOf, markFinal, refusedAt, type Speaker } from './b2mml-statements.ts';
import { type DocumentEntry, type DocumentResult, refuseDocument } from './document.ts';
import { childrenOf, type Element, placeOf, textOf, textsOf } from './tree.ts';

const performances = ['OperationsPerformance', 'ProductionPerformance'];
const responses = ['OperationsResponse', 'ProductionResponse'];
const transaction = new RegExp(`^([A-Z][a-z]+)(${[...performances, ...responses].join('|')})$`);
/** Verbs of a transaction that tell what happened; the others ask, withdraw or confirm. */
const telling = ['Process', 'Sync', 'Show'];

/** Turns a performance, in the elements of B2MML V4 to V7, into the events it tells of. */
export const readB2mml = (root: Element, speaker: Speaker): DocumentResult => {
  const refuse = (detail: string, at: Element = root) =>
    refuseDocument(422, detail, { place: placeOf(at), ...(at.line !== undefined && { line: at.line }) });
  const [, verb, noun] = transaction.exec(root.name) ?? [];
  if (verb !== undefined && !telling.includes(verb))
    return refuse(`${verb} transactions are not taken; ${telling.join(', ')} are`);
  if (noun === undefined && ![...performances, ...responses].includes(root.name))
    return refuse(`${named(root)} is not taken; OperationsPerformance and ProductionPerformance are`);
  const area = noun === undefined ? undefined : childrenOf(root, 'DataArea')[0];
  const action = area && actionIn(area);
  if (action) return refuse(`${verb} with the action ${action.slice(0, 40)} is not taken, only Add is`);
  const tops = noun === undefined ? [root] : area ? childrenOf(area, noun) : [];
  if (tops.length === 0) return refuse(`${named(root)} holds no ${noun} in a DataArea`);
  const message = childrenOf(root, 'ApplicationArea')[0];
  const bodId = message && textOf(message, 'BODID');
  const { extensions } = speaker.plant.dialects.b2mml;
  const entries: DocumentEntry[] = [];
  const keys = keysOf(tops, (top) => textOf(top, 'ID'));
  for (const [index, top] of tops.entries()) {
    const id = textOf(top, 'ID');
    const nameless = id === undefined && bodId === undefined;
    if (nameless && childrenOf(top, ...responses).some((response) => textOf(response, 'ID') === undefined))
      return refuse(`${named(top)} has no ID: a document sent again could not be told from another one`, top);
    const strangers = performances.includes(top.name) ? strangersIn(top, 'performance', extensions) : [];
    if (strangers[0]) return refuse(strangers[0].detail, top);
    const path = ['b2mml', ...(id === undefined && bodId !== undefined ? [bodId] : []), keys[index] ?? ''];
    entries.push(...performanceEntries(top, path, speaker));
  }
  const first = tops[0] as Element;
  const documentId =
    textOf(first, 'ID') ?? bodId ?? childrenOf(first, ...responses).map((each) => textOf(each, 'ID'))[0];
  return { ok: true, documentId: (documentId ?? '').slice(0, 128), entries };
};

/** An action other than adding, which `Sync` and `Process` may carry: it takes back, and nothing here can. */
const actionIn = (area: Element): string | undefined => {
  for (const verb of childrenOf(area, ...telling))
    for (const criteria of childrenOf(verb, 'ActionCriteria'))
      for (const { attributes, text } of childrenOf(criteria, 'ActionExpression')) {
        const action = attributes.actionCode ?? text;
        if (!['', 'add', 'added'].includes(action.toLowerCase())) return action;
      }
  return undefined;
};

const performanceEntries = (top: Element, path: readonly string[], speaker: Speaker): DocumentEntry[] => {
  const within = responses.includes(top.name) ? [top] : childrenOf(top, ...responses);
  if (within.length === 0)
    return [refusedAt(top, [{ pointer: '', rule: 'required', detail: `${named(top)} has no response` }])];
  const findings: Finding[] = [];
  const publishedAt = timeIn(top, ['PublishedDate'], speaker.plant.timeZone, findings);
  const operationsType = textOf(top, 'OperationsType');
  if (!isProduction(operationsType)) findings.push(notProduction(top, operationsType));
  if (findings.length > 0) return [refusedAt(top, findings)];
  const keys = keysOf(within, (response) => textOf(response, 'ID'));
  return within.flatMap((response, index) =>
    responseEntries(response, [...path, keys[index] ?? ''], publishedAt, speaker),
  );
};

const responseEntries = (
  response: Element,
  path: readonly string[],
  publishedAt: string | undefined,
  speaker: Speaker,
): DocumentEntry[] => {
  const { plant } = speaker;
  const findings = strangersIn(response, 'response', plant.dialects.b2mml.extensions);
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
      speaker,
    ),
  );
  const entries = read.flatMap((each) => each.entries);
  const completed = textOf(response, 'ResponseState')?.toLowerCase() === 'completed';
  if (!completed || plant.dialects.b2mml.final !== 'response-completed') return entries;
  return closing(
    response,
    entries,
    read.flatMap((each) => each.reports),
  );
};

/** The last report closes the order, so that it goes after all else that is said of it. */
const closing = (
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
