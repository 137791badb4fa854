import type { APIGatewayProxyResult } from 'aws-lambda';
import asyncapi from '../../events/generated/asyncapi.json' with { type: 'json' };
import openapi from '../../events/generated/openapi.json' with { type: 'json' };
import { json, problem } from '../http/problem.ts';

const cacheable = { 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*' };

/** Of the documented schemas, those of events; the others only describe HTTP answers. */
const known: Record<string, unknown> = Object.fromEntries(
  Object.entries(openapi.components.schemas).filter(([name]) => /\.v\d+$/.test(name)),
);

/** The contract, open to everybody; undefined when the path is another. */
export const contractDocument = (
  resource: string,
  parameters: Record<string, string | undefined>,
): APIGatewayProxyResult | undefined => {
  switch (resource) {
    case '/openapi.json':
      return json(200, openapi, cacheable);
    case '/asyncapi.json':
      return json(200, asyncapi, cacheable);
    case '/schemas/{name}': {
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
