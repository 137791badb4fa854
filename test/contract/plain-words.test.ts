import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { findingsOf } from '../../events/findings.ts';

const wrong = (schema: z.ZodType, value: unknown): string | undefined => {
  const { error } = schema.safeParse(value);
  return error && findingsOf(error, value)[0]?.detail;
};

describe('what is wrong with a field', () => {
  it.each([
    ['a text for a number', z.number(), '3', 'must be a number'],
    ['what is no number, of a query', z.coerce.number(), 'many', 'must be a number'],
    ['a fraction', z.int(), 1.5, 'must be a whole number'],
    ['too little', z.number().min(1), 0, 'must be at least 1'],
    ['nothing, where there must be something', z.number().positive(), 0, 'must be more than 0'],
    ['too much', z.number().max(500), 501, 'must be at most 500'],
    ['a long text', z.string().max(3), 'four', 'must have at most 3 characters'],
    ['an empty list', z.array(z.string()).min(1), [], 'must have at least 1 entry'],
    ['another word', z.enum(['pass', 'fail']), 'maybe', 'must be one of pass, fail'],
    ['another version', z.literal('1.0'), '2.0', 'must be "1.0"'],
    ['a day that is none', z.iso.date(), '2026-13-40', 'must be a date, e.g. 2026-11-24'],
    ['a list for an object', z.object({}), [], 'must be an object'],
    ['what its schema has words for', z.string().regex(/^\d+$/, 'must be digits'), 'x', 'must be digits'],
  ])('%s: is said as a rule', (_, schema, value, words) => {
    expect(wrong(schema, value)).toBe(words);
  });
});
