import { type MessageDefinition, messageType } from '../../events/define-message.ts';
import { maxMessageDataBytes } from '../../events/limits.ts';
import { messageCatalogue } from '../../events/messages/catalogue.ts';
import { definition, type Json, schemaOf, writtenOut } from './json-schema.ts';
import { schemaName } from './schemas.ts';
import { object, text, time } from './shapes.ts';

export const messageDefinitions: readonly MessageDefinition[] = messageCatalogue.map(
  (definition) => definition as unknown as MessageDefinition,
);

/** Messages that a plant's feed may have. */
export const feedDefinitions = messageDefinitions.filter(({ busOnly }) => !busOnly);

/** JSON Schema of a message's data, in full. */
export const dataSchema = ({ data }: Pick<MessageDefinition, 'data'>): Json => writtenOut(schemaOf(data));

/** Definitions of the data of messages that share it with no other message. */
export const dataDefinitions = (): Json =>
  Object.fromEntries(
    messageDefinitions
      .map((message) => [`${schemaName(message)}.data`, schemaOf(message.data)] as const)
      .filter(([, json]) => !('$ref' in json)),
  );

const dataOf = (message: MessageDefinition): Json => {
  const json = schemaOf(message.data);
  return '$ref' in json ? json : definition(`${schemaName(message)}.data`);
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

const envelope = (message: MessageDefinition): Json => ({
  specversion: { const: '1.0' },
  id: text,
  source: { ...text, description: '`/gateway/<environment>`' },
  type: { const: messageType(message) },
  time,
  subject: { ...text, description: message.subject },
  data: dataOf(message),
});

/** A message as the bus, feeds and webhooks have it; only feeds and webhooks give its position. */
export const messageSchema = (message: MessageDefinition): Json => {
  const { data, ...head } = envelope(message);
  return object({ ...head, datacontenttype, ...position, data }, [...Object.keys(head), 'data']);
};

/** The message as feeds and webhooks have it. */
export const inFeed = (message: MessageDefinition): Json => {
  const { properties } = messageSchema(message) as { properties: Json };
  return {
    title: message.name,
    description: message.summary,
    ...(message.isa95 && { isa95: message.isa95 }),
    ...object({ ...properties, truncated }, Object.keys(properties)),
  };
};

/** Any message of a feed. */
export const anyMessage: Json = {
  oneOf: feedDefinitions.map((message) => definition(schemaName(message))),
  discriminator: {
    propertyName: 'type',
    mapping: Object.fromEntries(
      feedDefinitions.map((message) => [messageType(message), definition(schemaName(message)).$ref]),
    ),
  },
};

export const messageSchemas = (): Json =>
  Object.fromEntries(feedDefinitions.map((message) => [schemaName(message), inFeed(message)]));

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

/** A business key of the sample. */
const subjectOf = (sample: unknown): string => {
  const { order, lot, item } = Object(sample) as Record<string, unknown>;
  return String(order ?? lot ?? item ?? 'subject');
};
