import { eventType, typePrefix } from '../../events/define-event.ts';
import { verdicts } from '../../lambdas/odoo/posting.ts';
import { missingCodes } from './http-schemas.ts';
import { definitions, eventSchema, type Json, sampleEvents } from './schemas.ts';

const camel = (name: string): string =>
  name.replace(/[.-](\w)/g, (_, letter: string) => letter.toUpperCase());

/** What the gateway puts on the bus. */
interface Outcome {
  summary: string;
  /** what the envelope's `subject` is */
  subject: string;
  data: Json;
}

const about = {
  plant: { type: 'string' },
  event: {
    type: 'object',
    properties: Object.fromEntries(
      ['id', 'source', 'type', 'subject'].map((name) => [name, { type: 'string' }]),
    ),
  },
};

const verdict = { enum: verdicts, description: 'the deciding word of quality about the lot' };
const lotStanding = {
  item: { type: 'string', description: 'internal reference in Odoo' },
  lot: { type: 'string' },
  unit: { type: 'string', description: "of the quantities: UN/CEFACT code of the item's unit in Odoo" },
  unitName: { type: 'string', description: "name of the item's unit in Odoo, when it has no code" },
  moved: {
    type: 'number',
    description: 'what the event brought into the hold place; negative: took out of it',
  },
  held: { type: 'number', description: 'what lies in the hold place' },
  verdict,
  verdictAt: { type: 'string', format: 'date-time' },
  decides: { type: 'boolean', description: 'whether this event’s word is the deciding one' },
  overrode: { ...verdict, description: 'what this event set aside when it released the lot' },
};

const lot = { plant: { type: 'string' }, item: lotStanding.item, lot: lotStanding.lot };

const outcomes: Record<string, Outcome> = {
  'event.posted': {
    subject: 'event key',
    summary: 'The event was booked; `document` is what it became in Odoo',
    data: {
      ...about,
      document: {
        type: 'object',
        properties: { model: { type: 'string' }, id: { type: 'integer' }, name: { type: 'string' } },
      },
      lots: {
        type: 'array',
        items: { type: 'object', properties: lotStanding },
        description: 'those the event held, released or judged; of very many not all',
      },
      warnings: { type: 'array', items: { type: 'string' } },
    },
  },
  'event.quarantined': {
    subject: 'event key',
    summary: 'Odoo or a rule refused the event; a person must decide',
    data: {
      ...about,
      reason: {
        type: 'object',
        properties: {
          code: { type: 'string' },
          message: { type: 'string' },
          pointer: { type: 'string' },
          missing: missingCodes,
        },
      },
    },
  },
  'event.rejected': {
    subject: 'source of the event, or the partner',
    summary: 'An event that came by the bus was not taken in',
    data: {
      partner: { type: 'string' },
      id: { type: 'string' },
      source: { type: 'string' },
      status: { type: 'integer' },
      errors: { type: 'array', items: { type: 'object' } },
    },
  },
  'lot.disposition-changed': {
    subject: 'lot',
    summary: 'An event held a lot, released it, or judged it',
    data: {
      plant: { type: 'string' },
      ...lotStanding,
      because: {
        type: 'object',
        properties: Object.fromEntries(
          ['eventKey', 'id', 'source', 'type', 'time', 'subject', 'partner'].map((name) => [
            name,
            { type: 'string' },
          ]),
        ),
      },
    },
  },
  'lot.verdict-reminded': {
    subject: 'lot',
    summary:
      'Goods are held, and the laboratory has said nothing of the lot for as long as the plant gives it',
    data: { ...lot, silentSince: { type: 'string', format: 'date-time' } },
  },
  'lot.verdict-overdue': {
    subject: 'lot',
    summary: 'Goods are held without a verdict for too long, and stay held; the person on call was told',
    data: { ...lot, dueAt: { type: 'string', format: 'date-time' } },
  },
  'shipment.readied': {
    subject: 'name of the delivery in Odoo',
    summary: 'A delivery became ready, as a lot of it was released',
    data: {
      plant: { type: 'string' },
      delivery: {
        type: 'object',
        properties: { id: { type: 'integer' }, name: { type: 'string' } },
      },
      origin: { type: 'string', description: 'sales order' },
      customer: { type: 'string', description: 'reference of the customer' },
      lots: {
        type: 'array',
        items: { type: 'object', properties: { item: { type: 'string' }, lot: { type: 'string' } } },
      },
    },
  },
};

const outcomeMessage = (name: string, { summary, subject, data }: Outcome): Json => ({
  name,
  summary,
  contentType: 'application/cloudevents+json',
  payload: {
    type: 'object',
    properties: {
      specversion: { const: '1.0' },
      id: { type: 'string' },
      source: { type: 'string' },
      type: { const: `${typePrefix}${name}.v1` },
      time: { type: 'string', format: 'date-time' },
      subject: { type: 'string', description: subject },
      data: { type: 'object', properties: data },
    },
  },
});

/** The events of the bus: in from partners, out to whoever listens. */
export const asyncapi = (version: string): Json => {
  const inbound = Object.fromEntries(
    definitions.map((definition) => [
      camel(definition.name),
      {
        name: eventType(definition),
        title: definition.name,
        summary: definition.summary,
        contentType: 'application/cloudevents+json',
        payload: {
          schemaFormat: 'application/schema+json;version=draft-2020-12',
          schema: eventSchema(definition),
        },
        examples: sampleEvents(definition).map(([name, payload]) => ({
          name: camel(name.replace(/\W+/g, '-')),
          payload,
        })),
        'x-isa95': definition.isa95,
        'x-latency-class': definition.latency,
        'x-owner': definition.owner,
      },
    ]),
  );
  const outbound = Object.fromEntries(
    Object.entries(outcomes).map(([name, outcome]) => [camel(name), outcomeMessage(name, outcome)]),
  );
  const refs = (names: string[]) =>
    Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }]));
  const uses = (channel: string, names: string[]) =>
    names.map((name) => ({ $ref: `#/channels/${channel}/messages/${name}` }));
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'odoo-plant-gateway',
      version,
      description: `Events on the gateway's EventBridge bus. A partner puts a CloudEvent as \`detail\`, its type as \`detail-type\`, and its own \`partner.…\` name as \`source\`.`,
    },
    channels: {
      inbound: { address: 'the bus, source partner.*', messages: refs(Object.keys(inbound)) },
      outbound: {
        address: 'the bus, source odoo-plant-gateway',
        messages: refs(Object.keys(outbound)),
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
    },
    components: { messages: { ...inbound, ...outbound } },
  };
};
