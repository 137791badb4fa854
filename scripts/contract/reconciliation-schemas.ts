import { driftLine, reconciliationCompleted } from '../../events/messages/reconciliation-completed.ts';
import { type Json, schemaOf, writtenOut } from './json-schema.ts';
import { list, object, text, time } from './shapes.ts';

const line = schemaOf(driftLine);
const { snapshots, counts } = writtenOut(schemaOf(reconciliationCompleted.data)).properties as Record<
  'snapshots' | 'counts',
  Json
>;
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
