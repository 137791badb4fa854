import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../events/catalogue.ts';
import { type EventDefinition, eventType, schemaId } from '../../events/define-event.ts';
import { eventKeyOf, fingerprintOf } from '../../events/envelope.ts';
import { parseEvent } from '../../events/parse-event.ts';
import { schemaAlone } from '../../lambdas/inbound/contract-documents.ts';
import { schemaFile } from '../../scripts/contract/schema-file.ts';
import { definitions, sampleEvent, schemaName } from '../../scripts/contract/schemas.ts';

// The annotation is ours; everything else must be JSON Schema.
const ajv = new Ajv2020({ strict: true, allErrors: true, keywords: ['isa95'] });
(addFormats as unknown as (on: Ajv2020) => void)(ajv);

const { $defs } = schemaFile();

describe.each(definitions)('$name', (definition) => {
  const validate = ajv.compile(schemaAlone(schemaName(definition), $defs));

  it('names its CloudEvents type, schema, ISA-95 term, owner and latency class', () => {
    expect(eventType(definition)).toBe(`com.odoo-plant-gateway.${definition.name}.v${definition.version}`);
    expect(definition.isa95).not.toBe('');
    expect(['immediate', 'gathered', 'batch']).toContain(definition.latency);
  });

  it.each(Object.entries(definition.samples.valid))('takes %s', (_name, data) => {
    const event = sampleEvent(definition, data);
    const parsed = parseEvent(event);
    expect(parsed).toMatchObject({ ok: true, value: { orderingKey: definition.orderingKey(data) } });
    expect([validate(event), validate.errors]).toEqual([true, null]);
  });

  it.each(Object.entries(definition.samples.invalid))('refuses %s', (_name, { data, pointer, rule }) => {
    const parsed = parseEvent(sampleEvent(definition, data));
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? [] : parsed.findings).toContainEqual(expect.objectContaining({ pointer, rule }));
  });

  it('refuses another subject, schema and version than its own', () => {
    const event = sampleEvent(definition, Object.values(definition.samples.valid)[0]);
    const wrong: [Record<string, unknown>, string][] = [
      [{ subject: 'another' }, '/subject'],
      [{ dataschema: `${schemaId(definition)}1` }, '/dataschema'],
      [{ type: `${eventType(definition)}1` }, '/type'],
    ];
    for (const [change, pointer] of wrong) {
      const parsed = parseEvent({ ...event, ...change });
      expect(parsed.ok ? [] : parsed.findings.map((finding) => finding.pointer)).toEqual([pointer]);
    }
  });

  it('is never broken by what is sent instead of its data', () => {
    fc.assert(
      fc.property(fc.anything(), (data) => {
        const parsed = parseEvent(sampleEvent(definition, data ?? null));
        if (!parsed.ok) expect(parsed.findings.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe.each(catalogue.filter((event) => 'gatewayOnly' in event) as unknown as EventDefinition[])(
  '$name, which only the gateway sends',
  (definition) => {
    it.each(Object.entries(definition.samples.valid))('takes %s', (_name, data) => {
      expect(parseEvent(sampleEvent(definition, data))).toMatchObject({
        ok: true,
        value: { orderingKey: definition.orderingKey(data) },
      });
    });

    it.each(Object.entries(definition.samples.invalid))('refuses %s', (_name, { data, pointer, rule }) => {
      const parsed = parseEvent(sampleEvent(definition, data));
      expect(parsed.ok ? [] : parsed.findings).toContainEqual(expect.objectContaining({ pointer, rule }));
    });
  },
);

describe('an envelope', () => {
  const [definition] = definitions;
  if (!definition) throw new Error('no definitions');
  const event = sampleEvent(definition, Object.values(definition.samples.valid)[0]);
  const pointersOf = (change: Record<string, unknown>): string[] => {
    const parsed = parseEvent({ ...event, ...change });
    return parsed.ok ? [] : parsed.findings.map(({ pointer }) => pointer);
  };

  it.each([
    ['specversion', '0.3'],
    ['id', ''],
    ['id', 'with space'],
    ['id', 'x'.repeat(129)],
    ['source', '/plants/Oslo/mes'],
    ['source', '/plants/oslo/mes/line'],
    ['source', 'oslo'],
    ['time', '2026-11-23'],
    ['time', '2026-11-23T08:15:00'],
    ['time', '2026-11-23T08:15+01:00'],
    ['time', '2026-02-30T08:15:00Z'],
    ['traceparent', 'abc'],
    ['recordedtime', 'yesterday'],
    ['datacontenttype', 'text/xml'],
    ['extension', { nested: true }],
  ])('refuses %s %j', (name, value) => {
    expect(pointersOf({ [name]: value })).toEqual([`/${name}`]);
  });

  it('keeps extension attributes', () => {
    expect(
      pointersOf({ correlationid: 'c-1', sequence: '42', shift: 'night', line: 4, manual: true }),
    ).toEqual([]);
  });

  it('finds the field, not the value: a secret in a wrong place is not echoed', () => {
    const parsed = parseEvent({ ...event, time: 'hunter2', data: { 'hunter2-key': 'hunter2' } });
    const text = JSON.stringify(parsed.ok ? [] : parsed.findings.map(({ detail }) => detail));
    expect(text).not.toContain('hunter2');
  });
});

describe('identity', () => {
  const event = { type: 't', subject: 's', time: '2026-11-23T08:15:00Z', data: { b: 1, a: [1, 2] } };

  it('is of source and id together', () => {
    const key = eventKeyOf({ source: '/plants/a/mes', id: '1' });
    expect(key).toMatch(/^[0-9a-f]{32}$/);
    expect(eventKeyOf({ source: '/plants/a/mes', id: '2' })).not.toBe(key);
    expect(eventKeyOf({ source: '/plants/a/mes1', id: '' })).not.toBe(key);
  });

  it('has a fingerprint of what is said, however it is spelled', () => {
    const fingerprint = fingerprintOf(event);
    expect(fingerprintOf({ ...event, data: { a: [1, 2], b: 1.0 } })).toBe(fingerprint);
    expect(fingerprintOf({ ...event, data: { a: [2, 1], b: 1 } })).not.toBe(fingerprint);
    expect(fingerprintOf({ ...event, time: '2026-11-23T08:15:01Z' })).not.toBe(fingerprint);
  });
});
