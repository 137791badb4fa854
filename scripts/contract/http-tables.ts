import type { Route } from '../../events/http/define-route.ts';
import { routes } from '../../events/http/routes.ts';
import {
  auditEntriesPerPage,
  counted,
  csvLimits,
  eventsPerPage,
  idempotencyKeyHours,
  inBytes,
  maxAcknowledgementBytes,
  maxBatchBytes,
  maxBatchEvents,
  maxDocumentBytes,
  maxDocumentEntries,
  maxEventBytes,
  maxFileBytes,
  maxFileEntries,
  maxIdempotencyKeyLength,
  maxMessageDataBytes,
  maxTracedDocuments,
  maxTracedLinks,
  maxTracedLots,
  messagesPerPage,
  ordersPerPage,
  reportLinesPerPage,
  reportsPerPage,
  stockRowsPerPage,
  treeLimits,
} from '../../events/limits.ts';

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const callOf = ({ method, path, query }: Route): string => {
  const names = Object.keys(query?.shape ?? {});
  return `\`${method} ${path}${names.length > 0 ? `?${names.map((name) => `${name}=`).join('&')}` : ''}\``;
};

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Every route: Markdown. */
export const routesTable = (): string =>
  table(
    ['call', 'what for', 'key'],
    routes.map((route) => [callOf(route), capitalized(route.summary), route.key ? 'yes' : 'no']),
  );

const page = ({ default: usual, max }: { default: number; max: number }): string =>
  `${max}, and ${usual} without \`limit\``;

/** Every limit that a partner can meet: Markdown. */
export const limitsTable = (): string =>
  table(
    ['what', 'at most'],
    [
      ['an event', inBytes(maxEventBytes)],
      ['a batch', `${maxBatchEvents} events, ${inBytes(maxBatchBytes)}`],
      [
        'an `Idempotency-Key`',
        `${maxIdempotencyKeyLength} visible ASCII characters; remembered for ${idempotencyKeyHours} hours`,
      ],
      ['a document', `${inBytes(maxDocumentBytes)}, ${counted(maxDocumentEntries)} entries`],
      ['a file', `${inBytes(maxFileBytes)}, ${counted(maxFileEntries)} entries`],
      [
        'CSV',
        `${counted(csvLimits.rows)} rows, ${csvLimits.columns} columns, ${csvLimits.rowCharacters / 1024} Ki characters in a row`,
      ],
      [
        'XML and JSON documents',
        `${counted(treeLimits.elements)} elements, ${treeLimits.depth} deep, ${treeLimits.text / 1024} Ki characters in an element`,
      ],
      ['an acknowledgement', inBytes(maxAcknowledgementBytes)],
      [
        'the data of a message',
        `${maxMessageDataBytes / 1000} kB; longer lists are left out (\`truncated\`)`,
      ],
      [
        'a genealogy or recall',
        `${counted(maxTracedLots)} lots, ${counted(maxTracedLinks)} links, ${counted(maxTracedDocuments)} documents; then it is \`truncated\``,
      ],
      ['a page of events', page(eventsPerPage)],
      ['a page of a lot’s audit', page(auditEntriesPerPage)],
      ['a page of the feed', page(messagesPerPage)],
      ['a page of orders', page(ordersPerPage)],
      ['a page of stock', page(stockRowsPerPage)],
      ['a list of reconciliation reports', page(reportsPerPage)],
      ['a page of a report’s lines', page(reportLinesPerPage)],
    ],
  );
