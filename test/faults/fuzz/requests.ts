import fc from 'fast-check';
import { storyOf } from '../story/story.ts';

export interface FuzzRequest {
  method: 'GET' | 'POST';
  path: string;
  contentType: string | undefined;
  idempotencyKey?: string | undefined;
  body: string | Uint8Array | undefined;
}

export const single = 'application/cloudevents+json';
export const batch = 'application/cloudevents-batch+json';

/** The story whose events are bent out of shape; its master data is what an Odoo needs for those that stay whole. */
export const story = storyOf('FUZZ', 60, 5);
const validEvents = story.sendings
  .filter(({ partner }) => partner === 'oslo-mes')
  .map(({ event }, index) => ({ ...event, id: `fuzz-${index}` }));

/** Numbers, texts and names that parsers, databases and languages stumble over, as JSON text. */
const nastyText = fc.constantFrom(
  '1e400',
  '-1e400',
  '9'.repeat(400),
  '-0',
  '1e-400',
  '0.1e-320',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\\u0000"',
  '"\\u202e\\ufeff"',
  '"../../../etc/passwd"',
  '"%00%0a"',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
  `"${'x'.repeat(300_000)}"`,
  'null',
  '""',
  '[]',
  '{}',
);
const anyJsonText = fc.oneof(
  { weight: 3, arbitrary: fc.json({ stringUnit: 'binary' }) },
  { weight: 2, arbitrary: nastyText },
);

/** Every path to a value in it, outermost first. */
function pathsIn(value: unknown, at: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, each]) => pathsIn(each, [...at, key]))];
}

/** The JSON text of a value in which one place holds other JSON text, holds nothing, or has a stranger beside it. */
const marker = '"@@here@@"';
function bend(event: object, path: string[], how: 'replace' | 'remove' | 'add', text: string): string {
  if (path.length === 0) return how === 'remove' ? '' : text;
  const copy = structuredClone(event) as Record<string, unknown>;
  let holder = copy;
  for (const key of path.slice(0, -1)) holder = holder[key] as Record<string, unknown>;
  const last = path.at(-1) ?? '';
  if (how === 'remove') delete holder[last];
  else if (how === 'replace') holder[last] = '@@here@@';
  else holder[`${last}x`] = '@@here@@';
  return JSON.stringify(copy).replace(marker, () => text);
}

const bentEvent = fc
  .constantFrom(...validEvents)
  .chain((event) =>
    fc
      .tuple(
        fc.constantFrom(...pathsIn(event)),
        fc.constantFrom('replace' as const, 'replace' as const, 'remove' as const, 'add' as const),
        anyJsonText,
        fc.string({ minLength: 1, maxLength: 12 }),
      )
      .map(([path, how, text, id]) =>
        bend({ ...event, id: `fuzz-${id.replaceAll(/\s/g, '_')}` }, path, how, text),
      ),
  );

const post = (contentType: string | undefined, body: string | Uint8Array): FuzzRequest => ({
  method: 'POST',
  path: '/v1/events',
  contentType,
  body,
});

const contentTypes = fc.constantFrom(
  undefined,
  '',
  'application/json',
  'text/plain; charset=utf-16',
  'multipart/form-data',
  'application/cloudevents+xml',
  'application/cloudevents-batch+json; charset=utf-8',
  `${single};`,
  single.toUpperCase(),
);
const rightType = fc.constantFrom(single, batch);

const bodies = fc.oneof(
  { weight: 6, arbitrary: bentEvent.map((text) => post(single, text)) },
  {
    weight: 4,
    arbitrary: fc.array(bentEvent, { minLength: 1, maxLength: 5 }).map((all) => post(batch, `[${all}]`)),
  },
  { weight: 3, arbitrary: fc.tuple(rightType, anyJsonText).map(([type, text]) => post(type, text)) },
  {
    weight: 2,
    arbitrary: fc.tuple(rightType, fc.string({ unit: 'binary' })).map(([type, text]) => post(type, text)),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(rightType, fc.uint8Array({ maxLength: 200 })).map(([type, raw]) => post(type, raw)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(rightType, fc.constantFrom(...validEvents), fc.nat({ max: 600 }))
      .map(([type, event, at]) => post(type, JSON.stringify(event).slice(0, at))),
  },
  { weight: 2, arbitrary: fc.tuple(contentTypes, bentEvent).map(([type, text]) => post(type, text)) },
  {
    weight: 1,
    arbitrary: fc.tuple(bentEvent, fc.string({ unit: 'binary-ascii' })).map(
      ([text, key]): FuzzRequest => ({
        ...post(single, text),
        idempotencyKey: key.replaceAll(/[^\t -~]/g, '~'),
      }),
    ),
  },
);

const segment = fc
  .string({ unit: 'binary', maxLength: 40 })
  .map((text) => encodeURIComponent(text.toWellFormed()));
const reads = fc
  .oneof(
    segment.map((key) => `/v1/events/${key}`),
    fc.tuple(segment, fc.webQueryParameters()).map(([plant, query]) => `/v1/plants/${plant}/events?${query}`),
    fc
      .tuple(fc.constantFrom('status', 'type', 'since', 'cursor', 'limit', 'nonsense'), segment)
      .map(([name, value]) => `/v1/plants/oslo/events?${name}=${value}`),
    segment.map((name) => `/schemas/${name}`),
    fc.constantFrom(
      '/v1/events/%E0%A4%A',
      '/v1/plants/oslo/events?cursor=e30',
      '/v1/plants/oslo/events?limit=1e999',
    ),
  )
  .map((path): FuzzRequest => ({ method: 'GET', path, contentType: undefined, body: undefined }));

export const requests: fc.Arbitrary<FuzzRequest> = fc.oneof(
  { weight: 12, arbitrary: bodies },
  { weight: 2, arbitrary: reads },
);

/** Too many, and too much. */
export const oversized: FuzzRequest[] = [
  post(batch, `[${Array.from({ length: 101 }, () => JSON.stringify(validEvents[0])).join(',')}]`),
  post(batch, `[${Array.from({ length: 100_000 }, () => '{}').join(',')}]`),
  post(single, JSON.stringify({ ...validEvents[0], data: 'x'.repeat(2_000_000) })),
  post(single, `"${'\u{1F95B}'.repeat(400_000)}"`),
];
