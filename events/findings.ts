import './plain-words.ts';
import type { z } from 'zod';

/** One thing wrong with an event: where, which rule, and in plain words. Answered as RFC 9457 `errors`. */
export interface Finding {
  /** JSON Pointer (RFC 6901) into the event */
  pointer: string;
  rule: string;
  detail: string;
}

/** RFC 6901: `~` and `/` are escaped. */
export const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

type Issue = z.core.$ZodIssue;

const ruleOf = (issue: Issue, input: unknown): string => {
  switch (issue.code) {
    case 'invalid_type':
      return input === undefined ? 'required' : 'type';
    case 'too_small':
      return issue.origin === 'number' ? 'minimum' : issue.origin === 'array' ? 'minItems' : 'minLength';
    case 'too_big':
      return issue.origin === 'number' ? 'maximum' : issue.origin === 'array' ? 'maxItems' : 'maxLength';
    case 'invalid_value':
      return input === undefined ? 'required' : issue.values.length === 1 ? 'const' : 'enum';
    case 'invalid_format':
      return 'format';
    case 'unrecognized_keys':
      return 'unknown-field';
    case 'custom':
      return String((issue.params as { rule?: string } | undefined)?.rule ?? 'rule');
    default:
      return input === undefined ? 'required' : issue.code;
  }
};

const valueAt = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, step) => (value === null || value === undefined ? undefined : Reflect.get(Object(value), step)),
    root,
  );

/** At most this many findings an event: enough to mend it, too few to be an echo of a hostile body. */
const maxFindings = 20;

/** A field that breaks two rules at once is mended by the first. */
const firstOfEach = (findings: Finding[]): Finding[] =>
  [...new Map(findings.toReversed().map((finding) => [finding.pointer, finding])).values()].reverse();

/** Turns zod's issues into findings. They are answered to the sender only; logs get pointers and rules. */
export const findingsOf = (error: z.ZodError, root: unknown, at: PropertyKey[] = []): Finding[] =>
  firstOfEach(
    error.issues.flatMap((issue): Finding[] => {
      const path = [...at, ...issue.path];
      const input = valueAt(root, issue.path);
      if (issue.code === 'unrecognized_keys')
        return issue.keys.map((key) => ({
          pointer: pointerTo([...path, key]).slice(0, 256),
          rule: 'unknown-field',
          detail: 'is not a field of this event',
        }));
      const rule = ruleOf(issue, input);
      return [
        {
          pointer: pointerTo(path).slice(0, 256),
          rule,
          detail: rule === 'required' ? 'is required' : issue.message,
        },
      ];
    }),
  ).slice(0, maxFindings);

/**
 * Finds a text, or the name of a field, that is no Unicode text: half of a surrogate pair. JSON can write it down
 * (`"\ud800"`), but RFC 8785, DynamoDB and Postgres all refuse it. For values whose depth a schema has bounded.
 */
export const illFormedText = (value: unknown, at: readonly string[] = []): Finding | undefined => {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : illFormed(at);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, each] of Object.entries(value)) {
    const found = name.isWellFormed() ? illFormedText(each, [...at, name]) : illFormed([...at, name]);
    if (found) return found;
  }
  return undefined;
};

const illFormed = (path: readonly string[]): Finding => ({
  pointer: pointerTo(path).toWellFormed(),
  rule: 'unicode',
  detail: 'must be Unicode text, without half of a surrogate pair',
});
