import type * as z from 'zod';
import { findingsOf } from '../../events/findings.ts';
import type { Problem } from './problem.ts';

type Given = Record<string, string | undefined>;

/** The parameters of a call, or what is wrong with which of them. */
export const parseQuery = <Schema extends z.ZodObject>(
  schema: Schema,
  given: Given | null,
): { ok: true; query: z.output<Schema> } | { ok: false; problem: Problem } => {
  const parsed = schema.safeParse(given ?? {});
  if (parsed.success) return { ok: true, query: parsed.data };
  const known = Object.keys(schema.shape).join(', ');
  const errors = findingsOf(parsed.error, given ?? {}).map((finding) =>
    finding.rule === 'unknown-field'
      ? { ...finding, detail: `is no query parameter of this call; there are ${known}` }
      : finding,
  );
  return { ok: false, problem: { status: 400, title: 'Bad Request', detail: 'query parameters', errors } };
};
