import * as z from 'zod';
import { defineRoute } from './define-route.ts';

const answered = (description: string, contentType = 'application/json') => ({
  200: { description, content: { [contentType]: { type: 'object' } } },
});

export const getHealthRoute = defineRoute({
  operationId: 'health',
  method: 'GET',
  path: '/health',
  function: 'query',
  key: false,
  topic: 'contract',
  summary: 'whether the gateway answers',
  parameters: {},
  answers: answered('whether the gateway answers'),
});

export const getOpenapiRoute = defineRoute({
  operationId: 'openapi',
  method: 'GET',
  path: '/openapi.json',
  function: 'query',
  key: false,
  topic: 'contract',
  summary: 'this document',
  parameters: {},
  answers: answered('this document'),
});

export const getAsyncapiRoute = defineRoute({
  operationId: 'asyncapi',
  method: 'GET',
  path: '/asyncapi.json',
  function: 'query',
  key: false,
  topic: 'contract',
  summary: 'the events as AsyncAPI 3',
  parameters: {},
  answers: answered('the events as AsyncAPI 3'),
});

export const getSchemaRoute = defineRoute({
  operationId: 'schema',
  method: 'GET',
  path: '/schemas/{name}',
  function: 'query',
  key: false,
  topic: 'contract',
  summary: 'JSON Schema of an event, or of a message',
  // The generator adds the list of names: the messages' definitions would weigh on the function.
  parameters: { name: z.string().meta({ description: 'for instance production.reported.v1' }) },
  answers: answered('JSON Schema of an event, or of a message', 'application/schema+json'),
});
