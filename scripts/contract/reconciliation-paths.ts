import { z } from 'zod';
import { driftLine, reconciliationCompleted } from '../../events/reconciliation-completed.ts';
import { problemAnswer } from './http-schemas.ts';
import type { Json } from './schemas.ts';
import { list, object, ref, text, time } from './shapes.ts';

const failures = {
  400: problemAnswer('a parameter is wrong'),
  401: problemAnswer('no API key, or an unknown one'),
  403: problemAnswer(
    'the key belongs to no partner, or to one that neither reads all of the plant nor says how its stock stands',
  ),
};

const most = {
  name: 'limit',
  in: 'query',
  required: false,
  description: 'at most this many',
  schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
};

/** Calls about what differs between a plant's books and Odoo's. */
export const reconciliationPaths = (shared: { security: Json[]; plant: Json; anyCall: Json }): Json => ({
  '/v1/plants/{plant}/reconciliation': {
    get: {
      operationId: 'listReconciliations',
      summary: 'Reports of what differs between the plant’s books and Odoo’s, the latest first',
      description:
        'For partners whose record says that they read all of their plants, or that they send `stock.snapshotted`. Kept for a year.',
      security: shared.security,
      parameters: [shared.plant, most],
      responses: {
        200: {
          description: 'the latest reports',
          content: { 'application/json': { schema: ref('reconciliationList') } },
        },
        ...failures,
        404: problemAnswer('no such plant, or not yours'),
        ...shared.anyCall,
      },
    },
  },
  '/v1/plants/{plant}/reconciliation/{report}': {
    get: {
      operationId: 'getReconciliation',
      summary: 'A report, with what differs: the gravest first, each with its likely causes',
      security: shared.security,
      parameters: [
        shared.plant,
        { name: 'report', in: 'path', required: true, description: 'its `id`', schema: text },
        { name: 'cursor', in: 'query', required: false, description: 'continues a list', schema: text },
        most,
      ],
      responses: {
        200: {
          description: 'a page of lines; follow `cursor` until there is none',
          content: { 'application/json': { schema: ref('reconciliation') } },
        },
        ...failures,
        404: problemAnswer('no such plant or report, or not yours'),
        ...shared.anyCall,
      },
    },
  },
});

const { $schema: _line, ...line } = z.toJSONSchema(driftLine, {
  target: 'draft-2020-12',
  io: 'input',
}) as Json & {
  $schema: string;
};
const { snapshots, counts } = (
  z.toJSONSchema(reconciliationCompleted.data, { target: 'draft-2020-12', io: 'input' }) as {
    properties: Record<'snapshots' | 'counts', Json>;
  }
).properties;
const summary = { id: text, at: time, snapshots, counts };

/** Shapes of their answers. */
export const reconciliationSchemas: Json = {
  reconciliationList: object({ reports: list(object(summary)) }),
  reconciliation: object(
    {
      ...summary,
      lines: list({
        ...line,
        additionalProperties: undefined,
        properties: {
          ...(line.properties as Json),
          corrected: {
            ...object({ at: time, eventKey: text }),
            description: 'a count was approved that brings Odoo to what the plant had',
          },
        },
      }),
      cursor: text,
    },
    ['id', 'at', 'snapshots', 'counts', 'lines'],
  ),
};
