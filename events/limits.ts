/**
 * Limits that a sender or reader of the gateway can meet. Each is declared here once: the functions check it, OpenAPI
 * states it, and `npm run generate` writes it into the docs.
 */

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/** With the event store's own fields an event must fit a DynamoDB item, which holds 400 KB. */
export const maxEventBytes = 256 * kibibyte;
export const maxBatchEvents = 100;
export const maxBatchBytes = mebibyte;

export const maxIdempotencyKeyLength = 128;
/** How long a repeat of an `Idempotency-Key` gets the first answer. */
export const idempotencyKeyHours = 24;

/** As base64 with its envelope a document must fit the 6 MB that Lambda accepts. */
export const maxDocumentBytes = 4 * mebibyte;
/** So many are taken in well within the 29 s that API Gateway waits, even when all are of one order. */
export const maxDocumentEntries = 1000;

/** Size at which the readers of documents and files give up, before they parse anything. */
export const maxFileBytes = 5 * mebibyte;
/** So many are taken in within a function's time, even when all are of one order. */
export const maxFileEntries = 20_000;
export const csvLimits = { rows: maxFileEntries, columns: 256, rowCharacters: 64 * 1024 } as const;
/** Limits of XML and JSON documents beside their size. */
export const treeLimits = { depth: 32, elements: 100_000, text: 64 * 1024 } as const;

/** The last position a feed can have. */
export const lastPosition = 10 ** 12 - 1;
export const maxAcknowledgementBytes = 4 * kibibyte;
/** DynamoDB items hold 400 KB, and a message has other fields beside its data. */
export const maxMessageDataBytes = 350_000;

/**
 * Where the search for a lot's relatives stops. The Odoo module's procedures and the fake Odoo stop there; the module
 * states the numbers itself, and a test holds them to these.
 */
export const maxTracedLots = 5000;
export const maxTracedLinks = 10_000;
export const maxTracedDocuments = 10_000;

/** Rows of a page: what is answered when nobody asks for a number, and the most. */
export const eventsPerPage = { default: 50, max: 100 } as const;
/** A page of events ends there, where a filter finds too few of them. */
export const maxEventsLookedAt = 10_000;
export const auditEntriesPerPage = { default: 50, max: 100 } as const;
export const messagesPerPage = { default: 100, max: 500 } as const;
export const ordersPerPage = { default: 100, max: 500 } as const;
export const stockRowsPerPage = { default: 100, max: 500 } as const;
export const reportsPerPage = { default: 50, max: 200 } as const;
export const reportLinesPerPage = { default: 50, max: 200 } as const;

/** `1 MiB`, `256 KiB`: as people read a number of bytes. */
export const inBytes = (bytes: number): string =>
  bytes >= mebibyte ? `${bytes / mebibyte} MiB` : `${bytes / kibibyte} KiB`;

/** `20,000` */
export const counted = (count: number): string => count.toLocaleString('en-US');
