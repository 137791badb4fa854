import { z } from 'zod';
import { driftLine, reconciliationCompleted } from '../../events/reconciliation-completed.ts';
import type { Json } from './schemas.ts';
import { list, object, text, time } from './shapes.ts';

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

/** Answers about what differs between a plant's books and Odoo's. */
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
