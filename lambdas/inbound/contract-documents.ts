import type { APIGatewayProxyResult } from 'aws-lambda';
import { json, problem } from '../platform/http.ts';

const cacheable = { 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*' };

// Loaded by calls that ask for them: they are large, and no other call should wait for them at a cold start.
const asyncapi = async () =>
  (await import('../../events/generated/asyncapi.json', { with: { type: 'json' } })).default;
const openapi = async () =>
  (await import('../../events/generated/openapi.json', { with: { type: 'json' } })).default;

/** The documented schemas of events and messages; the others only describe HTTP answers. */
const eventSchemas = async (): Promise<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries((await openapi()).components.schemas).filter(([name]) => /\.v\d+$/.test(name)),
  );

export const openapiDocument = async (): Promise<APIGatewayProxyResult> =>
  json(200, await openapi(), cacheable);

export const asyncapiDocument = async (): Promise<APIGatewayProxyResult> =>
  json(200, await asyncapi(), cacheable);

/** The schema of an event or message; `.json` may follow its name. */
export const schemaDocument = async (asked: string): Promise<APIGatewayProxyResult> => {
  const known = await eventSchemas();
  const name = asked.replace(/\.json$/, '');
  return Object.hasOwn(known, name)
    ? json(200, known[name], cacheable, 'application/schema+json')
    : problem({ status: 404, title: 'Not Found', detail: `schemas: ${Object.keys(known).join(', ')}` });
};
