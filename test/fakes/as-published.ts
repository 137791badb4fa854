import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { OutcomeMessage } from '../../lambdas/posting/outcomes.ts';
import { asyncapi } from '../../scripts/contract/asyncapi.ts';
import type { Json } from '../../scripts/contract/json-schema.ts';
import { openapi } from '../../scripts/contract/openapi.ts';

interface Documents {
  answers: Record<string, Json>;
  messages: Record<string, { name: string; payload: { properties?: { data: { $ref: string } } } }>;
  schemas: Record<string, Json>;
}

/** Readers know only what is documented: a field that the schema does not list is an error here. */
const closed = (schema: unknown, inAllOf = false): unknown => {
  if (Array.isArray(schema)) return schema.map((each) => closed(each, inAllOf));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { properties, allOf, ...rest } = schema as Json;
  return {
    ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, closed(value)])),
    ...(properties !== undefined && {
      properties: Object.fromEntries(
        Object.entries(properties as Json).map(([name, value]) => [name, closed(value)]),
      ),
      ...(!inAllOf && { additionalProperties: false }),
    }),
    ...(allOf !== undefined && { allOf: closed(allOf, true) }),
  };
};

const published = (): Documents => ({
  answers: (openapi('0').components as { schemas: Documents['answers'] }).schemas,
  ...(asyncapi('0').components as Pick<Documents, 'messages' | 'schemas'>),
});

const { answers, messages, schemas } = published();
const ajv = new Ajv2020({ strict: false, allErrors: true });
(addFormats as unknown as (on: Ajv2020) => void)(ajv);
ajv.addSchema({ $id: 'answers', components: { schemas: closed(answers) } });
ajv.addSchema({ $id: 'messages', components: { schemas: closed(schemas) } });
const dataOf = new Map(
  Object.values(messages).flatMap(({ name, payload }) =>
    payload.properties
      ? [[name, ajv.compile({ $ref: `messages${payload.properties.data.$ref}` })] as const]
      : [],
  ),
);

const complain = (what: string, value: unknown, errors: unknown): never => {
  throw new Error(`${what} is not as published: ${JSON.stringify(errors)}\n${JSON.stringify(value)}`);
};

/** Returns the HTTP answer. Throws when it does not match the schema of this name in `openapi.json`. */
export const answerAsPublished = <Answer>(schema: string, answer: Answer): Answer => {
  const validate = ajv.getSchema(`answers#/components/schemas/${schema}`);
  if (!validate) throw new Error(`no schema ${schema}`);
  return validate(answer) ? answer : complain(`the ${schema}`, answer, validate.errors);
};

/** Returns the messages. Throws when `asyncapi.json` does not list a message, or its data does not match. */
export const messagesAsPublished = (messages: readonly OutcomeMessage[]): readonly OutcomeMessage[] => {
  for (const { name, data } of messages) {
    const validate = dataOf.get(name);
    if (!validate) throw new Error(`no message ${name}`);
    if (!validate(data)) complain(name, data, validate.errors);
  }
  return messages;
};
