import { type Finding, pointerTo } from './findings.ts';

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
