import { eventType } from '../../events/define-event.ts';
import type { MessageDefinition } from '../../events/define-message.ts';
import { definition, type Json } from './json-schema.ts';
import { feedDefinitions, messageDefinitions, messageSchema, sampleMessage } from './messages.ts';
import { withDefinitions } from './schema-file.ts';
import { definitions, sampleEvents, schemaName } from './schemas.ts';

const camel = (name: string): string =>
  name.replace(/[.-](\w)/g, (_, letter: string) => letter.toUpperCase());

const outboundMessage = (definition: MessageDefinition): Json => ({
  name: definition.name,
  summary: definition.summary,
  contentType: 'application/cloudevents+json',
  payload: messageSchema(definition),
  examples: [{ name: camel(definition.name), payload: sampleMessage(definition) }],
  ...(definition.isa95 && { 'x-isa95': definition.isa95 }),
});

/** Events that partners put on the bus, and messages of the gateway on the bus, in feeds and by webhooks. */
export const asyncapi = (version: string): Json => {
  const inbound = Object.fromEntries(
    definitions.map((event) => [
      camel(event.name),
      {
        name: eventType(event),
        title: event.name,
        summary: event.summary,
        contentType: 'application/cloudevents+json',
        payload: {
          schemaFormat: 'application/schema+json;version=draft-2020-12',
          schema: definition(schemaName(event)),
        },
        examples: sampleEvents(event).map(([name, payload]) => ({
          name: camel(name.replace(/\W+/g, '-')),
          payload,
        })),
        'x-isa95': event.isa95,
        'x-latency-class': event.latency,
        'x-owner': event.owner,
      },
    ]),
  );
  const outbound = Object.fromEntries(
    messageDefinitions.map((definition) => [camel(definition.name), outboundMessage(definition)]),
  );
  const told = feedDefinitions.map(({ name }) => camel(name));
  const refs = (names: string[]) =>
    Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }]));
  const uses = (channel: string, names: string[]) =>
    names.map((name) => ({ $ref: `#/channels/${channel}/messages/${name}` }));
  return withDefinitions({
    asyncapi: '3.0.0',
    info: {
      title: 'odoo-plant-gateway',
      version,
      description: `Events on the gateway's EventBridge bus, and the messages to plants and partners. A partner puts a CloudEvent as \`detail\`, its type as \`detail-type\`, and its own \`partner.…\` name as \`source\`.`,
    },
    channels: {
      inbound: { address: 'the bus, source partner.*', messages: refs(Object.keys(inbound)) },
      outbound: {
        address: 'the bus, source odoo-plant-gateway',
        description:
          'At least once; a repeated message has the same id. The data of a message that is too large for the bus is `plant`, `sequence` and `truncated`: the rest is in the feed.',
        messages: refs(Object.keys(outbound)),
      },
      feed: {
        address: '/v1/plants/{plant}/feed',
        description:
          'In order, each message once at its position, read over HTTP: see `openapi.json`. A partner gets the messages that its record says it receives.',
        parameters: { plant: { description: 'id of the plant' } },
        messages: refs(told),
      },
      webhook: {
        address: null,
        description:
          'The same messages, pushed to the address in the partner’s record and signed by Standard Webhooks 1.0: in order per object, at least once.',
        messages: refs(told),
      },
    },
    operations: {
      take: {
        action: 'receive',
        channel: { $ref: '#/channels/inbound' },
        messages: uses('inbound', Object.keys(inbound)),
      },
      tell: {
        action: 'send',
        channel: { $ref: '#/channels/outbound' },
        messages: uses('outbound', Object.keys(outbound)),
      },
      answerFeed: { action: 'send', channel: { $ref: '#/channels/feed' }, messages: uses('feed', told) },
      push: { action: 'send', channel: { $ref: '#/channels/webhook' }, messages: uses('webhook', told) },
    },
    components: { messages: { ...inbound, ...outbound } },
  });
};
