import { eventType, typePrefix } from '../../events/define-event.ts';
import { verdicts } from '../../lambdas/odoo/posting.ts';
import { finding, missingCodes } from './http-schemas.ts';
import { definitions, eventSchema, type Json, sampleEvents } from './schemas.ts';
import { list, object, text, time } from './shapes.ts';

const camel = (name: string): string =>
  name.replace(/[.-](\w)/g, (_, letter: string) => letter.toUpperCase());

/** What the gateway puts on the bus. */
interface Outcome {
  summary: string;
  /** what the envelope's `subject` is */
  subject: string;
  data: Json;
}

const about = { plant: text, event: object({ id: text, source: text, type: text, subject: text }) };

const verdict = { ...text, enum: verdicts, description: 'the deciding word of quality about the lot' };
const lot = { item: { ...text, description: 'internal reference in Odoo' }, lot: text };
const lotStanding = {
  ...lot,
  unit: { ...text, description: "of the quantities: UN/CEFACT code of the item's unit in Odoo" },
  unitName: { ...text, description: "name of the item's unit in Odoo, when it has no code" },
  moved: {
    type: 'number',
    description: 'what the event brought into the hold place; negative: took out of it',
  },
  held: { type: 'number', description: 'what lies in the hold place' },
  verdict,
  verdictAt: time,
  decides: { type: 'boolean', description: 'whether this event’s word is the deciding one' },
  overrode: { ...verdict, description: 'what this event set aside when it released the lot' },
};
const always = ['item', 'lot', 'moved', 'held'];

const outcomes: Record<string, Outcome> = {
  'event.posted': {
    subject: 'event key',
    summary: 'The event was booked; `document` is what it became in Odoo',
    data: object(
      {
        ...about,
        document: object({ model: text, id: { type: 'integer' }, name: text }),
        lots: {
          ...list(object(lotStanding, always)),
          description: 'those the event held, released or judged; of very many not all',
        },
        warnings: list(text),
      },
      ['plant', 'event', 'document'],
    ),
  },
  'event.quarantined': {
    subject: 'event key',
    summary: 'Odoo or a rule refused the event; a person must decide',
    data: object({
      ...about,
      reason: object({ code: text, message: text, pointer: text, missing: missingCodes }, [
        'code',
        'message',
      ]),
    }),
  },
  'event.rejected': {
    subject: 'source of the event, or the partner',
    summary: 'An event that came by the bus was not taken in',
    data: object(
      { partner: text, id: text, source: text, status: { type: 'integer' }, errors: list(finding) },
      ['partner', 'status', 'errors'],
    ),
  },
  'lot.disposition-changed': {
    subject: 'lot',
    summary: 'An event held a lot, released it, or judged it',
    data: object(
      {
        plant: text,
        ...lotStanding,
        because: object({
          eventKey: text,
          id: text,
          source: text,
          type: text,
          time,
          subject: text,
          partner: text,
        }),
      },
      ['plant', ...always, 'because'],
    ),
  },
  'lot.verdict-reminded': {
    subject: 'lot',
    summary:
      'Goods are held, and the laboratory has said nothing of the lot for as long as the plant gives it',
    data: object({ plant: text, ...lot, silentSince: time }),
  },
  'lot.verdict-overdue': {
    subject: 'lot',
    summary: 'Goods are held without a verdict for too long, and stay held; the person on call was told',
    data: object({ plant: text, ...lot, dueAt: time }),
  },
  'shipment.readied': {
    subject: 'name of the delivery in Odoo',
    summary: 'A delivery became ready, as a lot of it was released',
    data: object(
      {
        plant: text,
        delivery: object({ id: { type: 'integer' }, name: text }),
        origin: { ...text, description: 'sales order' },
        customer: { ...text, description: 'reference of the customer' },
        lots: list(object(lot)),
      },
      ['plant', 'delivery', 'lots'],
    ),
  },
};

const outcomeMessage = (name: string, { summary, subject, data }: Outcome): Json => ({
  name,
  summary,
  contentType: 'application/cloudevents+json',
  payload: object({
    specversion: { const: '1.0' },
    id: text,
    source: text,
    type: { const: `${typePrefix}${name}.v1` },
    time,
    subject: { ...text, description: subject },
    data,
  }),
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
