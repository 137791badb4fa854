import type { APIGatewayProxyResult } from 'aws-lambda';
import { json, problem } from '../platform/http.ts';

const cacheable = { 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*' };

// Loaded by who asks for them: half a megabyte that no other call shall wait for at a cold start.
const asyncapi = async () =>
  (await import('../../events/generated/asyncapi.json', { with: { type: 'json' } })).default;
const openapi = async () =>
  (await import('../../events/generated/openapi.json', { with: { type: 'json' } })).default;

/** Of the documented schemas, those of events; the others only describe HTTP answers. */
const eventSchemas = async (): Promise<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries((await openapi()).components.schemas).filter(([name]) => /\.v\d+$/.test(name)),
  );

/** The contract, open to everybody; undefined when the path is another. */
export const contractDocument = async (
  resource: string,
  parameters: Record<string, string | undefined>,
): Promise<APIGatewayProxyResult | undefined> => {
  switch (resource) {
    case '/openapi.json':
      return json(200, await openapi(), cacheable);
    case '/asyncapi.json':
      return json(200, await asyncapi(), cacheable);
    case '/schemas/{name}': {
      const known = await eventSchemas();
      const name = (parameters.name ?? '').replace(/\.json$/, '');
      return Object.hasOwn(known, name)
        ? json(200, known[name], cacheable, 'application/schema+json')
        : problem({
            status: 404,
            title: 'Not Found',
            detail: `schemas: ${Object.keys(known).join(', ')}`,
          });
    }
    default:
      return undefined;
  }
};
