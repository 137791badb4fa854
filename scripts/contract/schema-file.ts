import { definitionsUsedIn, type SchemaDefinitions } from '../../lambdas/inbound/contract-documents.ts';
import { type Json, sharedDefinitions } from './json-schema.ts';
import { dataDefinitions, messageSchemas } from './messages.ts';
import { definitions, eventSchema, schemaName } from './schemas.ts';

const eventSchemas = (): Json =>
  Object.fromEntries(definitions.map((definition) => [schemaName(definition), eventSchema(definition)]));

/** Events and messages, and every definition that they or a document refer to. */
const everyDefinition = (): { own: SchemaDefinitions; known: SchemaDefinitions } => {
  const own = { ...messageSchemas(), ...eventSchemas() } as SchemaDefinitions;
  // Last, as converting the others finds them.
  const known = { ...dataDefinitions(), ...sharedDefinitions(), ...own } as SchemaDefinitions;
  return { own, known };
};

/** Every event and message, and each definition that they share once. */
export const schemaFile = (): { $schema: string; $defs: SchemaDefinitions } => {
  const { own, known } = everyDefinition();
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $defs: { ...definitionsUsedIn(JSON.stringify(own), known), ...own },
  };
};

interface ContractDocument extends Json {
  components: Json & { schemas?: Json };
}

/** An OpenAPI or AsyncAPI document with the definitions that it refers to among its components, each once. */
export const withDefinitions = (document: ContractDocument): Json => {
  const own = document.components.schemas ?? {};
  const used = definitionsUsedIn(JSON.stringify(document), everyDefinition().known);
  const twice = Object.keys(own).filter((name) => name in used);
  if (twice.length > 0) throw new Error(`a schema and a definition have one name: ${twice.join(', ')}`);
  const components = { ...document.components, schemas: { ...own, ...used } };
  const whole = JSON.stringify({ ...document, components });
  return JSON.parse(whole.replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;
};
