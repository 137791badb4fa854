import { z } from 'zod';
import { schemaId } from '../../events/define-event.ts';
import { type MessageDefinition, messageType } from '../../events/define-message.ts';
import { maxMessageDataBytes } from '../../events/limits.ts';
import { messageCatalogue } from '../../events/messages/catalogue.ts';
import { type Json, schemaName } from './schemas.ts';
import { object, ref, text, time } from './shapes.ts';

export const messageDefinitions: readonly MessageDefinition[] = messageCatalogue.map(
  (definition) => definition as unknown as MessageDefinition,
);

/** Those that a plant's feed may have. */
export const feedDefinitions = messageDefinitions.filter(({ busOnly }) => !busOnly);

/** JSON Schema (2020-12) of a message's data. */
export const dataSchema = ({ data }: Pick<MessageDefinition, 'data'>): Json => {
  const { $schema, ...schema } = z.toJSONSchema(data, { target: 'draft-2020-12', io: 'input' });
  return schema;
};

const position = {
  plant: { ...text, description: 'whose feed it is in' },
  sequence: { ...text, pattern: '^[1-9][0-9]*$', description: 'position in that feed, in decimal digits' },
};

const truncated = {
  const: true,
  description: `the data was longer than ${maxMessageDataBytes / 1000} kB: its longest lists are left out, also such as are required`,
};

const datacontenttype = { const: 'application/json' };

const envelope = (definition: MessageDefinition): Json => ({
  specversion: { const: '1.0' },
  id: text,
  source: { ...text, description: '`/gateway/<environment>`' },
  type: { const: messageType(definition) },
  time,
  subject: { ...text, description: definition.subject },
  data: dataSchema(definition),
});

/** The message, wherever it is told; only feeds and webhooks say its position. */
export const messageSchema = (definition: MessageDefinition): Json => {
  const { data, ...head } = envelope(definition);
  return object({ ...head, datacontenttype, ...position, data }, [...Object.keys(head), 'data']);
};

/** The message as feeds and webhooks have it. */
export const inFeed = (definition: MessageDefinition): Json => {
  const { properties } = messageSchema(definition) as { properties: Json };
  return {
    $id: schemaId(definition),
    title: definition.name,
    description: definition.summary,
    ...(definition.isa95 && { isa95: definition.isa95 }),
    ...object({ ...properties, truncated }, Object.keys(properties)),
  };
};

/** Any message of a feed. */
export const anyMessage: Json = {
  oneOf: feedDefinitions.map((definition) => ref(schemaName(definition))),
  discriminator: {
    propertyName: 'type',
    mapping: Object.fromEntries(
      feedDefinitions.map((definition) => [messageType(definition), ref(schemaName(definition)).$ref]),
    ),
  },
};

export const messageSchemas = (): Json =>
  Object.fromEntries(feedDefinitions.map((definition) => [schemaName(definition), inFeed(definition)]));

/** A complete message around its definition's sample. */
export const sampleMessage = (definition: MessageDefinition, sequence = 118): Json => ({
  specversion: '1.0',
  id: `oslo.${sequence}`,
  source: '/gateway/prod',
  type: messageType(definition),
  time: '2026-11-24T08:15:00.000Z',
  subject: subjectOf(definition.sample),
  datacontenttype: 'application/json',
  plant: 'oslo',
  sequence: String(sequence),
  data: definition.sample,
});

/** Any business key of it will do. */
const subjectOf = (sample: unknown): string => {
  const { order, lot, item } = Object(sample) as Record<string, unknown>;
  return String(order ?? lot ?? item ?? 'subject');
};
