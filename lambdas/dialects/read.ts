import type { DocumentInput, DocumentResult } from './document.ts';

export const readByContentType = ({ contentType }: DocumentInput): DocumentResult => ({
  ok: false,
  status: 415,
  title: 'Unsupported media type',
  detail: `${contentType} is no format of documents`,
});
