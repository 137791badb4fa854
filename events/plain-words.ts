import * as z from 'zod';

const kinds: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  date: 'a date',
  record: 'an object',
};
const formats: Readonly<Record<string, string>> = {
  date: 'must be a date, e.g. 2026-11-24',
  datetime: 'must be an RFC 3339 date-time with offset, e.g. 2026-11-24T06:00:00+01:00',
};

const sizeOf = (bound: 'at least' | 'at most', origin: string, size: number | bigint, inclusive = true) => {
  const one = Number(size) === 1;
  if (origin === 'string') return `must have ${bound} ${size} ${one ? 'character' : 'characters'}`;
  if (origin === 'array' || origin === 'set')
    return `must have ${bound} ${size} ${one ? 'entry' : 'entries'}`;
  if (origin !== 'number' && origin !== 'int') return undefined;
  if (inclusive) return `must be ${bound} ${size}`;
  return `must be ${bound === 'at least' ? 'more' : 'less'} than ${size}`;
};

/** What is wrong with a value where its schema has no words of its own, as a rule that the sender can follow. */
const inPlainWords = (issue: z.core.$ZodRawIssue): string | undefined => {
  switch (issue.code) {
    case 'invalid_type':
      return kinds[issue.expected] && `must be ${kinds[issue.expected]}`;
    case 'too_small':
      return sizeOf('at least', issue.origin, issue.minimum, issue.inclusive);
    case 'too_big':
      return sizeOf('at most', issue.origin, issue.maximum, issue.inclusive);
    case 'invalid_value':
      return issue.values.length === 1
        ? `must be ${JSON.stringify(issue.values[0])}`
        : `must be one of ${issue.values.join(', ')}`;
    case 'invalid_format':
      return formats[issue.format];
    case 'unrecognized_keys':
      return `has no field ${issue.keys.join(', ')}`;
    default:
      return undefined;
  }
};

z.config({ customError: inPlainWords });
