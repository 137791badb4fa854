import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DynamoTable } from '../platform/dynamo.ts';
import type { ChangeNotificationDeps } from './change-notification.ts';

/** Reservations of a plant's next poll, in the table of feeds. */
export const dynamoChangeNotifications = (
  client: DynamoDBDocumentClient,
  name: string,
): Pick<ChangeNotificationDeps, 'take'> => {
  const table = new DynamoTable(client, name);
  return {
    take: (plant, now, until) =>
      table.put(
        { pk: `HINT#${plant}`, sk: 'HINT', until },
        {
          ConditionExpression: 'attribute_not_exists(pk) OR #until <= :now',
          ExpressionAttributeNames: { '#until': 'until' },
          ExpressionAttributeValues: { ':now': now },
        },
      ),
  };
};
