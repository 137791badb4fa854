import { feedSchemas } from './feed-schemas.ts';
import { componentSchemas } from './http-schemas.ts';
import { paths } from './paths.ts';
import { reconciliationSchemas } from './reconciliation-schemas.ts';
import { definitions, eventSchema, type Json, schemaName } from './schemas.ts';
import { ref } from './shapes.ts';
import { tracingSchemas } from './tracing-schemas.ts';
import { webhooks } from './webhooks.ts';

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
      ...Object.fromEntries(
        definitions.map((definition) => [schemaName(definition), eventSchema(definition)]),
      ),
    },
  },
});
