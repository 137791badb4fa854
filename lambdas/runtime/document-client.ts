import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { awsCalls } from './aws.ts';

/** DynamoDB's client as the gateway uses it: plain objects in and out, absent values left out. */
export const documentClient = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient(awsCalls), {
    marshallOptions: { removeUndefinedValues: true },
  });
