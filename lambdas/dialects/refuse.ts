import type { DocumentResult } from './document.ts';

export type Refused = Extract<DocumentResult, { ok: false }>;

const titles = {
  400: 'Not a readable document',
  413: 'Document too large',
  415: 'Unsupported kind of document',
  422: 'Document refused',
} as const;

/** Says why no part of a document can be taken. */
export const refuseDocument = (
  status: Refused['status'],
  detail: string,
  at: { place?: string; line?: number } = {},
): Refused => ({
  ok: false,
  status,
  title: titles[status],
  detail,
  ...(at.place !== undefined && { place: at.place }),
  ...(at.line !== undefined && { line: at.line }),
});
