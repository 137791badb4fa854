import * as z from 'zod';

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
