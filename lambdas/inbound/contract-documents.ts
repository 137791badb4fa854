import type { APIGatewayProxyResult } from 'aws-lambda';
import { schemaId } from '../../events/define-event.ts';
import { json, problem } from '../platform/http.ts';

const cacheable = { 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*' };

/** Schemas by name, as `events/generated/schemas.json` has them. */
export type SchemaDefinitions = Readonly<Record<string, object>>;

// Loaded by calls that ask for them: they are large, and no other call should wait for them at a cold start.
const asyncapi = async () =>
  (await import('../../events/generated/asyncapi.json', { with: { type: 'json' } })).default;
const openapi = async () =>
  (await import('../../events/generated/openapi.json', { with: { type: 'json' } })).default;
const schemaDefinitions = async (): Promise<SchemaDefinitions> =>
  (await import('../../events/generated/schemas.json', { with: { type: 'json' } })).default.$defs;

/** The definitions that a text of JSON refers to, and those that they refer to. */
export const definitionsUsedIn = (text: string, known: SchemaDefinitions): Record<string, object> => {
  const used = new Map<string, object>();
  const collect = (within: string): void => {
    for (const [, name = ''] of within.matchAll(/"#\/\$defs\/([^"]+)"/g)) {
      const definition = known[name];
      if (!definition || used.has(name)) continue;
      used.set(name, definition);
      collect(JSON.stringify(definition));
    }
  };
  collect(text);
  return Object.fromEntries([...used].sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** The definition of an event or message as a schema of its own, with the definitions that it refers to. */
export const schemaAlone = (name: string, known: SchemaDefinitions): object => {
  const definition = known[name];
  const [, type = name, version = ''] = /^(.+)\.v(\d+)$/.exec(name) ?? [];
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: schemaId({ name: type, version: Number(version) }),
    ...definition,
    $defs: definitionsUsedIn(JSON.stringify(definition), known),
  };
};

export const openapiDocument = async (): Promise<APIGatewayProxyResult> =>
  json(200, await openapi(), cacheable);

export const asyncapiDocument = async (): Promise<APIGatewayProxyResult> =>
  json(200, await asyncapi(), cacheable);

/** The schema of an event or message; `.json` may follow its name. */
export const schemaDocument = async (asked: string): Promise<APIGatewayProxyResult> => {
  const known = await schemaDefinitions();
  const name = asked.replace(/\.json$/, '');
  // The other definitions are parts of these.
  const names = Object.keys(known).filter((each) => /\.v\d+$/.test(each));
  return names.includes(name)
    ? json(200, schemaAlone(name, known), cacheable, 'application/schema+json')
    : problem({ status: 404, title: 'Not Found', detail: `schemas: ${names.join(', ')}` });
};
