import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { conditionally } from '../platform/dynamo.ts';
import type { ChangeNotificationDeps } from './change-notification.ts';

/** Reservations of a plant's next poll, in the table of feeds. */
export const dynamoChangeNotifications = (
  client: DynamoDBDocumentClient,
  table: string,
): Pick<ChangeNotificationDeps, 'take'> => ({
  async take(plant, now, until) {
    const put = new PutCommand({
      TableName: table,
      Item: { pk: `HINT#${plant}`, sk: 'HINT', until },
      ConditionExpression: 'attribute_not_exists(pk) OR #until <= :now',
      ExpressionAttributeNames: { '#until': 'until' },
      ExpressionAttributeValues: { ':now': now },
    });
    return (await conditionally(() => client.send(put))) !== undefined;
  },
});
