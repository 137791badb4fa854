import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import {
  feedDefinitions,
  inFeed,
  messageDefinitions,
  messageSchema,
  sampleMessage,
} from '../../scripts/contract/messages.ts';
import { openapi } from '../../scripts/contract/openapi.ts';
import { withDefinitions } from '../../scripts/contract/schema-file.ts';
import { definitions, schemaName } from '../../scripts/contract/schemas.ts';
import { answerAsPublished, messagesAsPublished } from '../fakes/as-published.ts';

const compiled = (schema: object) => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as (on: Ajv2020) => void)(ajv);
  return ajv.compile(withDefinitions({ ...schema, components: {} }));
};

describe('what the gateway publishes', () => {
  it.each(messageDefinitions.map((definition) => [definition.name, definition] as const))(
    '%s has a sample that is as its schemas say, on the bus and in a feed',
    (name, definition) => {
      const sample = sampleMessage(definition);
      expect(definition.data.parse(definition.sample)).toEqual(definition.sample);
      for (const schema of [messageSchema(definition), inFeed(definition)]) {
        const validate = compiled(schema);
        expect([validate(sample), validate.errors]).toEqual([true, null]);
      }
      messagesAsPublished([{ name, id: '', subject: '', data: definition.sample as object }]);
      const { sequence, ...withoutPosition } = sample;
      expect(compiled(messageSchema(definition))(withoutPosition)).toBe(true);
      expect(compiled(inFeed(definition))(withoutPosition)).toBe(false);
      expect(compiled(messageSchema(definition))({ ...sample, data: {} })).toBe(false);
    },
  );

  it('is told apart by its type, from events as well', () => {
    const names = [...definitions, ...messageDefinitions].map(schemaName);
    expect(new Set(names).size).toBe(names.length);
    for (const definition of feedDefinitions) answerAsPublished('message', sampleMessage(definition));
    expect(() =>
      answerAsPublished('message', { ...sampleMessage(feedDefinitions[0] as never), type: 'x' }),
    ).toThrow('not as published');
  });

  it('is shown by an example each, to whoever has it pushed', () => {
    const text = JSON.stringify((openapi('1.0.0') as { webhooks: unknown }).webhooks);
    for (const { name, busOnly } of messageDefinitions)
      expect([name, text.includes(`"${name}":{"value"`)]).toEqual([name, !busOnly]);
  });

  it('has the calls that read it shown with answers that are as they say', () => {
    const { paths } = openapi('1.0.0') as unknown as {
      paths: Record<string, Record<string, { responses?: Record<string, never>; requestBody?: never }>>;
    };
    const examplesIn = (content: Record<string, { schema: { $ref: string }; examples?: object }> = {}) =>
      Object.values(content).flatMap(({ schema, examples }) =>
        Object.values(examples ?? {}).map(
          ({ value }) => [schema.$ref.split('/').at(-1) ?? '', value] as const,
        ),
      );
    const shown = ['feed', 'feed/ack'].flatMap((path) =>
      Object.values(paths[`/v1/plants/{plant}/${path}`] ?? {}).flatMap(({ responses = {}, requestBody }) =>
        [requestBody, ...Object.values(responses)].flatMap((part) =>
          examplesIn((part as unknown as { content?: never } | undefined)?.content),
        ),
      ),
    );
    expect(shown.length).toBeGreaterThanOrEqual(5);
    for (const [schema, value] of shown) answerAsPublished(schema, value);
  });
});
