import type * as z from 'zod';

/**
 * Validates what an owner wrote. Throws an error with one line per mistake: subject, field, rule and remedy. No message repeats
 * a text of more than a word, which may be an address with a key.
 */
export const validated = <Schema extends z.ZodType>(
  subject: { kind: 'Plant' | 'Partner' | 'Environment'; named: unknown },
  schema: Schema,
  given: unknown,
): Readonly<z.output<Schema>> => {
  const parsed = schema.safeParse(given, { error: messageOf });
  if (parsed.success) return Object.freeze(parsed.data);
  const { kind, named } = subject;
  const unnamed = `${kind} without ${kind === 'Environment' ? 'a name' : 'an id'}`;
  throw new Error(explain(typeof named === 'string' ? `${kind} "${named}"` : unnamed, parsed.error));
};

/** One line per mistake: subject, field, rule and remedy. */
const explain = (subject: string, { issues }: z.ZodError): string =>
  issues
    .flatMap((issue) => linesOf(issue))
    .map(({ path, message }) => [subject, ...(path.length > 0 ? [path.join('.')] : []), message].join(': '))
    .join('\n');

interface Line {
  path: PropertyKey[];
  message: string;
}

const linesOf = (issue: z.core.$ZodIssue): Line[] => {
  const { path, message } = issue;
  if (issue.code === 'invalid_key')
    return issue.issues.map((of) => ({ path, message: `has a name that ${of.message}` }));
  if (issue.code === 'unrecognized_keys') return message.split('\n').map((each) => ({ path, message: each }));
  const meant = issue.code === 'invalid_union' ? formMeant(issue.errors) : undefined;
  if (!meant) return [{ path, message }];
  return meant.flatMap(linesOf).map((line) => ({ ...line, path: [...path, ...line.path] }));
};

/** Of the forms that a value may have: mistakes in the one that it has. Undefined when that is not clear. */
const formMeant = (forms: readonly z.core.$ZodIssue[][]): z.core.$ZodIssue[] | undefined => {
  const without = (found: readonly z.core.$ZodIssue[][], codes: readonly string[]) =>
    found.filter((issues) => !issues.some(({ path, code }) => path.length === 0 && codes.includes(code)));
  const ofItsKind = without(forms, ['invalid_type', 'invalid_value', 'invalid_union']);
  const likely = ofItsKind.length > 1 ? without(ofItsKind, ['unrecognized_keys']) : ofItsKind;
  return likely.length === 1 ? likely[0] : undefined;
};

/** What is wrong with a value, and what to write, where the schema has no words of its own. */
const messageOf = (issue: z.core.$ZodRawIssue): string | undefined => {
  const { input } = issue;
  switch (issue.code) {
    case 'invalid_type':
    case 'invalid_value':
    case 'invalid_union': {
      const rule = `must be ${takenBy(issue.inst)}`;
      return input === undefined ? `is missing; it ${rule}` : `${rule}; it is ${kindOf(input)}`;
    }
    case 'too_small':
      return sizeRule('at least', 'more than', issue.origin, issue.minimum, issue.inclusive, input);
    case 'too_big':
      return sizeRule('at most', 'less than', issue.origin, issue.maximum, issue.inclusive, input);
    case 'invalid_format':
      return `must be ${formats[issue.format] ?? `a text of the form ${issue.pattern ?? issue.format}`}`;
    case 'unrecognized_keys': {
      const known = fieldsOf(issue.inst);
      return issue.keys.map((key) => unknownField(key, known)).join('\n');
    }
    default:
      return undefined;
  }
};

const formats: Readonly<Record<string, string>> = {
  email: 'an e-mail address, such as on-call@your-company.com',
  url: 'an address, such as https://partner.your-company.com/hook',
  cidrv4: 'an IPv4 range, such as 10.20.0.15/32',
};

const sizeRule = (
  bound: string,
  strictBound: string,
  origin: string,
  size: number | bigint,
  inclusive: boolean | undefined,
  input: unknown,
): string => {
  if (typeof input === 'number') return `must be ${inclusive ? bound : strictBound} ${size}; it is ${input}`;
  const what = origin === 'string' ? ['character', 'characters'] : ['entry', 'entries'];
  const { length } = input as { length: number };
  const count = length === 0 ? 'is empty' : `has ${length}`;
  return `must have ${bound} ${size} ${what[Number(size) === 1 ? 0 : 1]}; it ${count}`;
};

/** What a schema takes, as the end of a sentence. The schema's own words come first. */
const takenBy = (schema: unknown): string => {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'optional':
    case 'default':
    case 'prefault':
      return takenBy(def.innerType);
    case 'string':
    case 'number': {
      const own = ownRules(def.checks);
      if (own) return own;
      if (def.type === 'number') return numberTaken(def);
      return ('format' in def && formats[String(def.format)]) || 'text';
    }
    case 'boolean':
      return 'true or false';
    case 'literal':
    case 'enum': {
      const values = def.type === 'enum' ? Object.values(def.entries) : def.values;
      const written = values.map((value) => JSON.stringify(value));
      return written.length === 1 ? String(written[0]) : `one of ${written.join(', ')}`;
    }
    case 'array': {
      const entry = takenBy(def.element);
      return entry === 'text' ? 'a list of text' : `a list, each entry ${entry}`;
    }
    case 'record':
      return `an object, each value ${takenBy(def.valueType)}`;
    case 'union':
      return ruleOf(def.error) ?? def.options.map(takenBy).join(', or ');
    case 'object': {
      const fields = Object.entries(def.shape);
      const needed = fields.filter(([, field]) => !mayBeAbsent.has(field._zod.def.type));
      const named = (some: typeof fields) => some.map(([name]) => name).join(', ');
      return needed.length > 0
        ? `an object with ${named(needed)}`
        : `an object with some of ${named(fields)}`;
    }
    default:
      return 'an object';
  }
};

const mayBeAbsent: ReadonlySet<string> = new Set(['optional', 'default', 'prefault']);

const numberTaken = (def: z.core.$ZodNumberDef): string => {
  const bounds = (def.checks ?? []).flatMap(({ _zod: { def: check } }) => {
    const { value, inclusive } = check as z.core.$ZodCheckGreaterThanDef;
    if (check.check === 'greater_than') return `${inclusive ? 'of at least' : 'above'} ${value}`;
    return check.check === 'less_than' ? `${inclusive ? 'of at most' : 'below'} ${value}` : [];
  });
  return ['format' in def ? 'a whole number' : 'a number', bounds.join(' and ')].filter(Boolean).join(' ');
};

/** The rule of the first check that has words of its own. */
const ownRules = (checks: readonly z.core.$ZodCheck[] = []): string | undefined =>
  checks.map(({ _zod: { def } }) => ruleOf(def.error)).find((rule) => rule !== undefined);

/** What the words of a schema or a check say after "must be". */
const ruleOf = (words: z.core.$ZodErrorMap<never> | undefined): string | undefined => {
  const said = (words as z.core.$ZodErrorMap | undefined)?.({ code: 'custom', input: undefined });
  const message = typeof said === 'string' ? said : said?.message;
  const [, rule] = /^must (?:be|look) (.+)$/s.exec(message ?? '') ?? [];
  return rule?.replace(/^like /, 'text like ');
};

const kindOf = (input: unknown): string => {
  if (Array.isArray(input)) return 'a list';
  if (input === null || typeof input === 'number' || typeof input === 'boolean') return `${input}`;
  if (typeof input === 'string') return /^[\w.-]{1,20}$/.test(input) ? JSON.stringify(input) : 'text';
  return typeof input === 'object' ? 'an object' : `a ${typeof input}`;
};

const fieldsOf = (schema: unknown): string[] => {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'object') return Object.keys(def.shape);
  if (def.type !== 'record') return [];
  const key = (def.keyType as z.core.$ZodTypes)._zod.def;
  return key.type === 'enum' ? Object.values(key.entries).map(String) : [];
};

const unknownField = (name: string, known: readonly string[]): string => {
  const [nearest] = known
    .map((field) => ({ field, edits: editsBetween(name.toLowerCase(), field.toLowerCase()) }))
    .filter(({ field, edits }) => edits <= Math.max(2, field.length / 3))
    .sort((a, b) => a.edits - b.edits);
  const remedy = nearest ? `write ${nearest.field}, or remove it` : 'remove it';
  return `has no field "${name}"; ${remedy}. Its fields are ${known.join(', ')}`;
};

/** Letters to add, remove or replace until one word is the other (Levenshtein's distance). */
const editsBetween = (one: string, other: string): number => {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (const [index, its] of [...other].entries())
      next.push(
        Math.min(
          (next[index] ?? 0) + 1,
          (row[index + 1] ?? 0) + 1,
          (row[index] ?? 0) + (letter === its ? 0 : 1),
        ),
      );
    row = next;
  }
  return row.at(-1) ?? 0;
};
