import * as z from 'zod';
import { inBytes, maxDocumentBytes, maxDocumentEntries } from '../limits.ts';
import { defineRoute } from './define-route.ts';
import { plant } from './parameters.ts';

const textOf = (contentMediaType: string) => ({ type: 'string', contentMediaType });

export const postDocumentRoute = defineRoute({
  operationId: 'postDocument',
  method: 'POST',
  path: '/v1/plants/{plant}/documents',
  function: 'documents',
  key: true,
  topic: 'documents',
  summary: 'Send a document in your own format: B2MML or CSV',
  description:
    'Every entry is taken in or refused by itself, in the order of the document. A document sent again is answered `duplicate` entry by entry and books nothing.',
  parameters: { plant },
  query: z.strictObject({
    mapping: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .meta({ description: 'the CSV mapping of the plant’s profile' }),
    system: z
      .string()
      .min(1)
      .max(31)
      .meta({ examples: ['mes'] })
      .optional()
      .meta({ description: 'the system that speaks, when the key speaks for several' }),
  }),
  body: {
    content: {
      'application/xml': textOf('application/xml'),
      'text/xml': textOf('text/xml'),
      'application/json': { type: 'object' },
      'text/csv': textOf('text/csv'),
    },
  },
  answers: {
    202: { description: 'all entries were taken in', content: 'document' },
    207: { description: 'some entries were not taken in; a row per entry', content: 'document' },
    400: 'a parameter is wrong, or the document is not what its content type says',
    403: 'not your plant or system',
    413: `more than ${inBytes(maxDocumentBytes)} or ${maxDocumentEntries} entries`,
    415: 'no format of documents',
    422: 'cannot be read; see `place` and `line`',
  },
});
