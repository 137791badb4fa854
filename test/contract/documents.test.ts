import { readFileSync } from 'node:fs';
import asyncapiSchemas from '@asyncapi/specs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../events/catalogue.ts';
import { schemaAlone } from '../../lambdas/inbound/contract-documents.ts';
import { asyncapi } from '../../scripts/contract/asyncapi.ts';
import { feedDefinitions, sampleMessage } from '../../scripts/contract/messages.ts';
import { openapi } from '../../scripts/contract/openapi.ts';
import { schemaFile } from '../../scripts/contract/schema-file.ts';
import { definitions, sampleEvents, schemaName } from '../../scripts/contract/schemas.ts';

/** Every object of a document, with its place. */
const objectsIn = (value: unknown, place = '#'): { place: string; object: Record<string, unknown> }[] => {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.entries(value).flatMap(([key, each]) =>
    // Examples are no schemas.
    key === 'examples' ? [] : objectsIn(each, `${place}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
  return Array.isArray(value) ? inside : [{ place, object: value as Record<string, unknown> }, ...inside];
};

const refsOf = (document: unknown) =>
  objectsIn(document).filter(({ object }) => typeof object.$ref === 'string');

/** References that lead nowhere. */
const brokenIn = (document: unknown): string[] => {
  const places = new Set(objectsIn(document).map(({ place }) => place));
  return refsOf(document).flatMap(({ place, object: { $ref } }) =>
    places.has(String($ref)) ? [] : [`${place}: ${$ref}`],
  );
};

const generated = (name: string): unknown =>
  JSON.parse(readFileSync(`events/generated/${name}.json`, 'utf8'));

describe('the published contract', () => {
  it('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(openapi('1.0.0')));
    expect([valid, errors]).toEqual([true, undefined]);
  });

  it('is valid AsyncAPI 3', () => {
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    (addFormats as unknown as (on: Ajv) => void)(ajv);
    const validate = ajv.compile(asyncapiSchemas.schemasWithoutId['3.0.0'] as object);
    expect([validate(structuredClone(asyncapi('1.0.0'))), validate.errors]).toEqual([true, null]);
  });

  it('shows an example of every case of every event', () => {
    const text = JSON.stringify(openapi('1.0.0'));
    for (const definition of definitions) {
      expect(text).toContain(`"${schemaName(definition)}"`);
      for (const name of Object.keys(definition.samples.valid))
        expect(text).toContain(`"${definition.name}: ${name}"`);
    }
  });

  it.each(['openapi', 'asyncapi', 'schemas'])(
    'has no schema in %s of an event that only the gateway sends',
    (name) => {
      const own = catalogue.filter((event) => 'gatewayOnly' in event).map(schemaName);
      expect(own).toContain('lot.contained.v1');
      const text = JSON.stringify(generated(name));
      const isThere = (schema: string) => text.includes(`"${schema}":`) || text.includes(`/${schema}"`);
      expect(own.filter(isThere)).toEqual([]);
      expect(isThere('lot.held.v1')).toBe(true);
    },
  );

  it('refers to nothing that is not in the same file', () => {
    for (const name of ['openapi', 'asyncapi', 'schemas'])
      expect([name, brokenIn(generated(name))]).toEqual([name, []]);
  });

  it('has a schema that stands alone of every event and message', () => {
    const { $defs } = schemaFile();
    for (const [name, samples] of [
      ...definitions.map(
        (event) => [schemaName(event), sampleEvents(event).map(([, sample]) => sample)] as const,
      ),
      ...feedDefinitions.map((message) => [schemaName(message), [sampleMessage(message)]] as const),
    ]) {
      const ajv = new Ajv2020({ strict: false, allErrors: true });
      (addFormats as unknown as (on: Ajv2020) => void)(ajv);
      const validate = ajv.compile(schemaAlone(name, $defs));
      for (const sample of samples)
        expect([name, validate(sample), validate.errors]).toEqual([name, true, null]);
      expect(validate({})).toBe(false);
    }
  });

  it('has nothing but annotations beside a reference: older tools ignore what stands there', () => {
    const beside = refsOf(schemaFile()).flatMap(({ object: { $ref, ...more } }) => Object.keys(more));
    const annotations = ['title', 'description', 'examples', 'default', 'isa95'];
    expect(beside.filter((key) => !annotations.includes(key))).toEqual([]);
  });

  it.each(['openapi', 'asyncapi', 'schemas'])('writes every shared definition once into %s', (name) => {
    const long = 200;
    const places = Map.groupBy(
      objectsIn(generated(name)).filter(
        ({ place, object }) =>
          /(\$defs|schemas)\//.test(place) && 'type' in object && JSON.stringify(object).length > long,
      ),
      ({ object }) => JSON.stringify(object),
    );
    // Give the zod schema an `id` with `.meta({ id })`, and it is written once.
    const repeated = [...places.values()].filter((each) => each.length > 1);
    expect(repeated.map((each) => each.map(({ place }) => place))).toEqual([]);
  });
});
