import type { DynamoTable, Item } from '../platform/dynamo.ts';
import type { EventStore, PostedRecord } from './event-store.ts';
import { decodeCursor, encodeCursor, eventItemKey, eventRecord } from './items.ts';

/** Events whose bookings Odoo may have lost in a restore of its database. */
export const dynamoRestored = (
  table: DynamoTable,
): Pick<EventStore, 'postedSince' | 'replay' | 'giveUpBooking'> => {
  /** Changes an event that is posted as it was read. What Odoo answered goes with the booking. */
  const undo = async (
    { eventKey, settledAt }: PostedRecord,
    set: string,
    remove: string,
    values: Item,
  ): Promise<boolean> => {
    const item = await table.update(eventItemKey(eventKey), {
      update: `SET #status = :status, ${set}#decisions = list_append(if_not_exists(#decisions, :none), :decision) REMOVE #document, #lots, #warnings${remove}`,
      condition: '#status = :posted AND #settledAt = :seen',
      values: { ':posted': 'posted', ':seen': settledAt, ':none': [], ...values },
    });
    return item !== undefined;
  };
  return {
    async postedSince(plant, since, limit, cursor) {
      const { Items = [], LastEvaluatedKey } = await table.query({
        index: 'byPlant',
        key: '#plant = :plant',
        filter: '(#status = :posted AND #settledAt >= :since) OR #status = :posting',
        values: {
          ':plant': plant,
          ':since': new Date(since).toISOString(),
          ':posted': 'posted',
          ':posting': 'posting',
        },
        limit,
        from: cursor ? decodeCursor(cursor, plant) : undefined,
      });
      return {
        events: Items.map(eventRecord),
        ...(LastEvaluatedKey && { cursor: encodeCursor(LastEvaluatedKey) }),
      };
    },
    replay: (record, decision) =>
      undo(record, '#outbox = :plant, ', ', #settledAt', {
        ':status': 'accepted',
        ':plant': record.plant,
        ':decision': [decision],
      }),
    giveUpBooking: (record, decision, reason) =>
      reason
        ? undo(record, '#settledAt = :now, #reason = :reason, #attention = :plant, ', '', {
            ':status': 'quarantined',
            ':now': decision.at,
            ':reason': reason,
            ':plant': record.plant,
            ':decision': [decision],
          })
        : undo(record, '#settledAt = :now, ', '', {
            ':status': 'skipped',
            ':now': decision.at,
            ':decision': [decision],
          }),
  };
};
