import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

/**
 * Retries and timeouts (milliseconds) of every AWS client. Without them a client waits on a dead connection until the
 * function's own timeout, and the caller waits with it.
 */
export const awsCalls = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000 },
} as const;

/** A DynamoDB client that takes and returns plain objects. It leaves out undefined values. */
export const documentClient = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient(awsCalls), {
    marshallOptions: { removeUndefinedValues: true },
  });

/** Parses the function's environment variables. Throws an error that names each missing or wrong one. */
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
