import { eventType } from '../../events/define-event.ts';
import { feedPaths } from './feed-paths.ts';
import { feedSchemas } from './feed-schemas.ts';
import { componentSchemas, problemAnswer } from './http-schemas.ts';
import { feedDefinitions } from './messages.ts';
import { reconciliationPaths, reconciliationSchemas } from './reconciliation-paths.ts';
import { definitions, eventSchema, type Json, sampleEvents, schemaName } from './schemas.ts';
import { ref } from './shapes.ts';
import { tracingPaths } from './tracing-paths.ts';
import { tracingSchemas } from './tracing-schemas.ts';
import { webhooks } from './webhooks.ts';

const key = [{ partnerKey: [] }];

const examples = Object.fromEntries(
  definitions.flatMap((definition) =>
    sampleEvents(definition).map(([name, value]) => [`${definition.name}: ${name}`, { value }]),
  ),
);

const anyEvent = {
  oneOf: definitions.map((definition) => ref(schemaName(definition))),
  discriminator: {
    propertyName: 'type',
    mapping: Object.fromEntries(
      definitions.map((definition) => [
        `com.odoo-plant-gateway.${schemaName(definition)}`,
        ref(schemaName(definition)).$ref,
      ]),
    ),
  },
};

const answer = (description: string, name: string): Json => ({
  description,
  content: { 'application/json': { schema: ref(name) } },
});

const parameter = (
  name: string,
  where: 'path' | 'query' | 'header',
  description: string,
  schema: Json,
): Json => ({
  name,
  in: where,
  required: where === 'path',
  description,
  schema,
});

const plant = parameter('plant', 'path', 'id of the plant', { type: 'string', examples: ['oslo'] });

const anyCall = {
  429: problemAnswer('too many calls; see Retry-After'),
  '5XX': problemAnswer('could not be finished; send it again, what was recorded counts once'),
};

const postEvents = {
  operationId: 'postEvents',
  summary: 'Send one event, or a batch of up to 100',
  description:
    'Everything answered `accepted` is recorded and ends as `posted`, `quarantined`, `parked` or `skipped`, or stays `recorded` where Odoo is never told of its type. An exact repeat is answered `duplicate` and books nothing; the same `source` and `id` with other content is a `conflict`.',
  security: key,
  parameters: [
    parameter('Idempotency-Key', 'header', 'a repeat of the call with this key gets the first answer', {
      type: 'string',
      maxLength: 128,
    }),
  ],
  requestBody: {
    required: true,
    content: {
      'application/cloudevents+json': { schema: ref('event'), examples },
      'application/cloudevents-batch+json': {
        schema: { type: 'array', items: ref('event'), minItems: 1, maxItems: 100 },
      },
    },
  },
  responses: {
    202: answer('all events were taken in', 'accepted'),
    207: answer('some events of the batch were not taken in; a row per event', 'accepted'),
    400: problemAnswer('not JSON, or not a CloudEvent'),
    401: problemAnswer('no API key, or an unknown one'),
    403: problemAnswer('not your plant, system or event type, or not the owner of the object'),
    409: problemAnswer(
      'same source and id, other content; or the same Idempotency-Key is still being answered',
    ),
    413: problemAnswer('more than 1 MiB or 100 events'),
    415: problemAnswer('another content type'),
    422: problemAnswer('breaks the schema or a rule; every finding with its JSON Pointer'),
    ...anyCall,
  },
};

const postDocument = {
  operationId: 'postDocument',
  summary: 'Send a document in your own format: B2MML or CSV',
  description:
    'Every entry is taken in or refused by itself, in the order of the document. A document sent again is answered `duplicate` entry by entry and books nothing.',
  security: key,
  parameters: [
    plant,
    parameter('mapping', 'query', 'the CSV mapping of the plant’s profile', { type: 'string' }),
    parameter('system', 'query', 'the system that speaks, when the key speaks for several', {
      type: 'string',
      examples: ['mes'],
    }),
  ],
  requestBody: {
    required: true,
    content: {
      'application/xml': { schema: { type: 'string', contentMediaType: 'application/xml' } },
      'text/xml': { schema: { type: 'string', contentMediaType: 'text/xml' } },
      'application/json': { schema: { type: 'object' } },
      'text/csv': { schema: { type: 'string', contentMediaType: 'text/csv' } },
    },
  },
  responses: {
    202: answer('all entries were taken in', 'document'),
    207: answer('some entries were not taken in; a row per entry', 'document'),
    400: problemAnswer('a parameter is wrong, or the document is not what its content type says'),
    401: problemAnswer('no API key, or an unknown one'),
    403: problemAnswer('not your plant or system'),
    413: problemAnswer('more than 4 MiB or 1000 entries'),
    415: problemAnswer('no format of documents'),
    422: problemAnswer('cannot be read; see `place` and `line`'),
    ...anyCall,
  },
};

const getEvent = {
  operationId: 'getEvent',
  summary: 'What became of an event',
  security: key,
  parameters: [
    parameter('eventKey', 'path', 'as answered when the event was sent', {
      type: 'string',
      pattern: '^[0-9a-f]{32}$',
    }),
  ],
  responses: {
    200: answer('the event', 'eventStatus'),
    401: problemAnswer('no API key, or an unknown one'),
    403: problemAnswer('the key belongs to no partner'),
    404: problemAnswer('no such event, or none that you may read'),
    ...anyCall,
  },
};

const listEvents = {
  operationId: 'listEvents',
  summary: 'Events of a plant, newest first: those you sent, or all of them where your record says so',
  security: key,
  parameters: [
    plant,
    parameter('status', 'query', 'only events of this status', ref('status')),
    parameter('type', 'query', 'only events of this type: its name, or its CloudEvents type', {
      type: 'string',
      enum: definitions.flatMap((definition) => [definition.name, eventType(definition)]),
    }),
    parameter('since', 'query', 'accepted at or after', { type: 'string', format: 'date-time' }),
    parameter('cursor', 'query', 'continues a list', { type: 'string' }),
    parameter('limit', 'query', 'at most this many are looked at', {
      type: 'integer',
      minimum: 1,
      maximum: 100,
      default: 50,
    }),
  ],
  responses: {
    200: answer('a page; follow `cursor` until there is none', 'eventPage'),
    400: problemAnswer('a parameter is wrong'),
    401: problemAnswer('no API key, or an unknown one'),
    403: problemAnswer('the key belongs to no partner'),
    404: problemAnswer('no such plant, or not yours'),
    ...anyCall,
  },
};

const getLotAudit = {
  operationId: 'getLotAudit',
  summary: 'Who held, judged and released a lot, when and on what evidence; oldest first',
  description: 'For partners whose record says that they read all of their plants.',
  security: key,
  parameters: [
    plant,
    parameter('lot', 'path', 'number of the lot', { type: 'string' }),
    {
      ...parameter(
        'item',
        'query',
        'internal reference of the item in Odoo, as `lot.disposition-changed` has it',
        {
          type: 'string',
        },
      ),
      required: true,
    },
    parameter('cursor', 'query', 'continues a list', { type: 'string' }),
    parameter('limit', 'query', 'at most this many', {
      type: 'integer',
      minimum: 1,
      maximum: 100,
      default: 50,
    }),
  ],
  responses: {
    200: answer('a page; follow `cursor` until there is none', 'auditPage'),
    400: problemAnswer('a parameter is wrong'),
    401: problemAnswer('no API key, or an unknown one'),
    403: problemAnswer('the key belongs to no partner'),
    404: problemAnswer('no such plant, or not yours to read'),
    ...anyCall,
  },
};

const document = (operationId: string, summary: string, contentType = 'application/json'): Json => ({
  operationId,
  summary,
  security: [],
  responses: { 200: { description: summary, content: { [contentType]: { schema: { type: 'object' } } } } },
});

export const openapi = (version: string): Json => ({
  openapi: '3.1.0',
  info: {
    title: 'odoo-plant-gateway',
    version,
    description:
      'Business events of plants, booked in Odoo exactly once and in order, and what plants are told of Odoo. Events are CloudEvents 1.0; units are UN/CEFACT Rec 20 codes; times are RFC 3339 with offset; errors are RFC 9457.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [
    { url: 'http://127.0.0.1:8080', description: 'local run' },
    { url: 'https://{host}/live', description: 'deployed', variables: { host: { default: 'example.com' } } },
  ],
  paths: {
    '/v1/events': { post: postEvents },
    '/v1/events/{eventKey}': { get: getEvent },
    '/v1/plants/{plant}/events': { get: listEvents },
    '/v1/plants/{plant}/lots/{lot}/audit': { get: getLotAudit },
    '/v1/plants/{plant}/documents': { post: postDocument },
    ...tracingPaths({ security: key, plant, anyCall }),
    ...feedPaths({ security: key, plant, anyCall }),
    ...reconciliationPaths({ security: key, plant, anyCall }),
    '/health': { get: document('health', 'whether the gateway answers') },
    '/openapi.json': { get: document('openapi', 'this document') },
    '/asyncapi.json': { get: document('asyncapi', 'the events as AsyncAPI 3') },
    '/schemas/{name}': {
      get: {
        ...document('schema', 'JSON Schema of an event, or of a message', 'application/schema+json'),
        parameters: [
          parameter('name', 'path', 'for instance production.reported.v1', {
            type: 'string',
            enum: [...definitions, ...feedDefinitions].map(schemaName),
          }),
        ],
      },
    },
  },
  webhooks: webhooks(),
  components: {
    securitySchemes: { partnerKey: { type: 'apiKey', in: 'header', name: 'x-api-key' } },
    schemas: {
      event: anyEvent,
      ...componentSchemas,
      ...tracingSchemas,
      ...feedSchemas(),
      ...reconciliationSchemas,
      ...Object.fromEntries(
        definitions.map((definition) => [schemaName(definition), eventSchema(definition)]),
      ),
    },
  },
});
