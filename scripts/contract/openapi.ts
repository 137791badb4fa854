import { eventType } from '../../events/define-event.ts';
import { feedSchemas } from './feed-schemas.ts';
import { componentSchemas } from './http-schemas.ts';
import { definition, type Json } from './json-schema.ts';
import { paths } from './paths.ts';
import { reconciliationSchemas } from './reconciliation-schemas.ts';
import { withDefinitions } from './schema-file.ts';
import { definitions, schemaName } from './schemas.ts';
import { tracingSchemas } from './tracing-schemas.ts';
import { webhooks } from './webhooks.ts';

const anyEvent = {
  oneOf: definitions.map((event) => definition(schemaName(event))),
  discriminator: {
    propertyName: 'type',
    mapping: Object.fromEntries(
      definitions.map((event) => [eventType(event), definition(schemaName(event)).$ref]),
    ),
  },
};

export const openapi = (version: string): Json =>
  withDefinitions({
    openapi: '3.1.0',
    info: {
      title: 'odoo-plant-gateway',
      version,
      description:
        'Business events of plants, booked in Odoo exactly once and in order, and messages to plants about changes in Odoo. Events are CloudEvents 1.0; units are UN/CEFACT Rec 20 codes; times are RFC 3339 with offset; errors are RFC 9457.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [
      { url: 'http://127.0.0.1:8080', description: 'local run' },
      {
        url: 'https://{host}/live',
        description: 'deployed',
        variables: { host: { default: 'example.com' } },
      },
      {
        url: 'https://{domain}',
        description: 'deployed with an own domain',
        variables: { domain: { default: 'gateway.example.com' } },
      },
    ],
    paths: paths(),
    webhooks: webhooks(),
    components: {
      securitySchemes: { partnerKey: { type: 'apiKey', in: 'header', name: 'x-api-key' } },
      schemas: {
        event: anyEvent,
        ...componentSchemas,
        ...tracingSchemas,
        ...feedSchemas(),
        ...reconciliationSchemas,
      },
    },
  });
