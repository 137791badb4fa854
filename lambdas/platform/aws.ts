import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

/**
 * How AWS is called: without limits of its own a client waits on a dead connection for as long as the function
 * lives, and the caller with it.
 */
export const awsCalls = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000 },
} as const;

/** DynamoDB's client as the gateway uses it: plain objects in and out, absent values left out. */
export const documentClient = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient(awsCalls), {
    marshallOptions: { removeUndefinedValues: true },
  });

/** Parses the function's environment; a missing variable stops the cold start and names itself. */
export const readEnvironment = <Shape extends z.ZodRawShape>(
  shape: Shape,
  environment: Record<string, string | undefined> = process.env,
): z.infer<z.ZodObject<Shape>> => {
  const parsed = z.object(shape).safeParse(environment);
  if (parsed.success) return parsed.data as z.infer<z.ZodObject<Shape>>;
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`environment variables: ${wrong.join('; ')}`);
};

export const text = z.string().min(1);
export const milliseconds = z.coerce.number().int().positive();
export const positive = z.coerce.number().int().positive();
