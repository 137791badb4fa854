import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventKeyOf } from '../../events/envelope.ts';
import { parseEvent } from '../../events/parse-event.ts';
import { readDocument } from '../../lambdas/inbound/formats/read-document.ts';
import { plants } from '../../plants/index.ts';
import { actual, dairy, documentBytes, eventsOf, performance, read, segment } from './reading.ts';

const lyon = plants.lyon as NonNullable<typeof plants.lyon>;
const contentTypes = ['application/xml', 'text/xml', 'application/json', 'text/csv'] as const;

const csv = Buffer.from(
  'N° pesée;Date;Heure;OF;Article;Lot;Quantité;Unité\n1;23/11/2026;08:00:00;MO;GLY;L;"1,5";kg\n2;23/11/2026;08:01:00;MO;GLY;;2;kg\n',
  'latin1',
);
const documents = [
  ['application/xml', documentBytes('v7-shift.xml')],
  ['application/xml', documentBytes('v0401-declaration.xml')],
  ['application/xml', documentBytes('v6-process.xml')],
  ['application/json', documentBytes('v7-shift.json')],
  ['text/csv', csv],
] as const;

/** Whatever the bytes: an answer of the promised shape, and the same one each time. */
const holds = (contentType: string, bytes: Uint8Array): void => {
  const input = { plant: lyon, system: 'weighing', contentType, bytes };
  const mapping = contentType === 'text/csv' ? 'weighings' : 'b2mml';
  const result = readDocument({ ...input, mapping });
  expect(readDocument({ ...input, mapping })).toEqual(result);
  if (!result.ok) {
    expect([400, 413, 415, 422]).toContain(result.status);
    expect(result.detail.length).toBeLessThan(1_000);
    return;
  }
  for (const entry of result.entries) {
    expect(entry.place).not.toBe('');
    if ('event' in entry) expect(() => parseEvent(entry.event)).not.toThrow();
    else {
      expect(entry.findings.length).toBeGreaterThan(0);
      for (const { detail } of entry.findings) expect(detail.length).toBeLessThan(1_000);
    }
  }
};

/** A document with some of its bytes overwritten, cut out, doubled or put in. */
const mutated = fc
  .tuple(
    fc.constantFrom(...documents),
    fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        remove: fc.nat(40),
        insert: fc.oneof(
          fc.uint8Array({ maxLength: 8 }),
          fc
            .constantFrom(
              '<',
              '>',
              '&',
              '&#0;',
              ']]>',
              '<![CDATA[',
              '<!DOCTYPE a>',
              '<?x?>',
              '"',
              "'",
              ';',
              '{',
              '[',
              'null',
              '__proto__',
              'xmlns="urn:x"',
              '\u0000',
              '-1e400',
            )
            .map((text) => Buffer.from(text)),
        ),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  )
  .map(([[contentType, bytes], changes]) => {
    const changed = changes.reduce<Uint8Array>((soFar, { at, remove, insert }) => {
      const from = Math.floor(at * soFar.length);
      return Buffer.concat([soFar.subarray(0, from), insert, soFar.subarray(from + remove)]);
    }, bytes);
    return { contentType, bytes: changed };
  });

describe('whatever bytes a plant sends', () => {
  it('random ones are answered', () => {
    fc.assert(fc.property(fc.constantFrom(...contentTypes), fc.uint8Array({ maxLength: 2_000 }), holds), {
      numRuns: 500,
    });
  });

  it('documents with faults are answered', () => {
    fc.assert(
      fc.property(mutated, ({ contentType, bytes }) => holds(contentType, bytes)),
      { numRuns: 1_000 },
    );
  });

  it('any JSON in the place of a performance is answered', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 8 }),
        fc.constantFrom('ID', 'OperationsResponse', 'x'),
        (value, name) =>
          holds(
            'application/json',
            Buffer.from(JSON.stringify({ OperationsPerformance: { ID: 'P', [name]: value } })),
          ),
      ),
      { numRuns: 500 },
    );
  });
});

const name = fc.stringMatching(/^[A-Za-z0-9]{1,8}$/);
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

describe('what documents say', () => {
  it('any goods issues in one segment become as many events, each once, of the same quantities', () => {
    const issue = fc.record({ item: name, value: fc.integer({ min: 1, max: 999_999 }).map((n) => n / 1000) });
    fc.assert(
      fc.property(fc.array(issue, { minLength: 1, maxLength: 30 }), (issues) => {
        const text = performance(
          segment(
            issues
              .map(({ item, value }) => actual('Consumed', String(value), { item: escaped(item) }))
              .join(''),
          ),
        );
        const events = eventsOf(read(text));
        expect(
          events.map(({ data }) => {
            const { item, quantity } = data as { item: string; quantity: { value: number } };
            return { item, value: quantity.value };
          }),
        ).toEqual(issues);
        expect(new Set(events.map((event) => eventKeyOf(event as never))).size).toBe(issues.length);
      }),
      { numRuns: 100 },
    );
  });

  it('rows with a key have the same event wherever they are in a file', () => {
    const plant = dairy({
      csv: {
        scrap: {
          system: 'scale',
          event: 'production.scrapped',
          time: { column: 'at' },
          columns: { '/order': { column: 'order' }, '/quantity/value': { column: 'kg', number: true } },
          constants: { '/quantity/unit': 'KGM' },
          key: ['no'],
        },
      },
    });
    const rows = fc.uniqueArray(fc.record({ no: name, order: name, kg: fc.integer({ min: 1, max: 1e6 }) }), {
      selector: ({ no }) => no,
      minLength: 1,
      maxLength: 20,
    });
    type Rows = { no: string; order: string; kg: number }[];
    const events = (list: Rows) =>
      eventsOf(
        read(
          [
            'at,no,order,kg',
            ...list.map(({ no, order, kg }) => `2026-11-23T08:00:00Z,${no},${order},${kg}`),
          ].join('\n'),
          { plant, contentType: 'text/csv', system: 'scale' },
        ),
      );
    const byId = (list: Record<string, unknown>[]) => new Map(list.map((event) => [event.id, event]));
    fc.assert(
      fc.property(
        rows.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        ([list, shuffled]) => {
          expect(byId(events(shuffled))).toEqual(byId(events(list)));
          expect(byId(events(list)).size).toBe(list.length);
        },
      ),
      { numRuns: 100 },
    );
  });
});
