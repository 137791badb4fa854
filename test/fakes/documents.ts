import type { DocumentInput, DocumentResult } from '../../lambdas/inbound/formats/document.ts';
import { report } from './events.ts';

/**
 * Lines of `<id> <order> <value>` as a document of reports; `bad` is a line that is no event, and a document that
 * starts with `!` cannot be read.
 */
export const readLines = ({ plant, system, contentType, bytes }: DocumentInput): DocumentResult => {
  const text = Buffer.from(bytes).toString();
  if (contentType !== 'text/csv')
    return { ok: false, status: 415, title: 'Unsupported Media Type', detail: `${contentType} is no format` };
  if (text.startsWith('!'))
    return {
      ok: false,
      status: 422,
      title: 'Unprocessable Content',
      detail: 'is cut off',
      place: 'row 1',
      line: 1,
    };
  const entries = text
    .trimEnd()
    .split('\n')
    .map((line, index) => {
      const raw = line.split(' ');
      const where = { place: `row ${index + 1}`, line: index + 1, raw };
      const [id = '', order = '', value] = raw;
      if (id === 'bad')
        return { ...where, findings: [{ pointer: '/data/order', rule: 'required', detail: 'is required' }] };
      const source = `/plants/${plant.id}/${system}`;
      return { ...where, event: { ...report({ id, order, source, value: Number(value) }) } };
    });
  return { ok: true, documentId: 'doc-1', header: ['id', 'order', 'value'], entries };
};
