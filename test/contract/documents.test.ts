import asyncapiSchemas from '@asyncapi/specs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { asyncapi } from '../../scripts/contract/asyncapi.ts';
import { openapi } from '../../scripts/contract/openapi.ts';
import { definitions, schemaName } from '../../scripts/contract/schemas.ts';

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
});
