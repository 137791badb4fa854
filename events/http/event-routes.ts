import * as z from 'zod';
import { catalogue } from '../catalogue.ts';
import { eventType } from '../define-event.ts';
import { eventStatus } from '../event-statuses.ts';
import {
  counted,
  eventsPerPage,
  inBytes,
  maxBatchBytes,
  maxBatchEvents,
  maxEventsLookedAt,
  maxIdempotencyKeyLength,
} from '../limits.ts';
import { component, defineRoute } from './define-route.ts';
import { cursor, pageSize, plant, since } from './parameters.ts';

export const singleEvent = 'application/cloudevents+json';
export const eventBatch = 'application/cloudevents-batch+json';

export const idempotencyKey = z
  .string()
  .max(maxIdempotencyKeyLength)
  .regex(/^[\x21-\x7e]+$/)
  .meta({ description: 'a repeat of the call with this key gets the first answer' });

export const postEventsRoute = defineRoute({
  operationId: 'postEvents',
  method: 'POST',
  path: '/v1/events',
  function: 'accept',
  key: true,
  topic: 'events',
  summary: `Send one event, or a batch of up to ${maxBatchEvents}`,
  description:
    'Everything answered `accepted` is recorded and ends as `posted`, `quarantined`, `parked` or `skipped`, or stays `recorded` where its type is never sent to Odoo. An exact repeat is answered `duplicate` and books nothing; the same `source` and `id` with other content is a `conflict`.',
  parameters: {},
  headers: { 'Idempotency-Key': idempotencyKey },
  body: {
    content: {
      [singleEvent]: component('event'),
      [eventBatch]: { type: 'array', items: component('event'), minItems: 1, maxItems: maxBatchEvents },
    },
  },
  answers: {
    202: { description: 'all events were taken in', content: 'accepted' },
    207: { description: 'some events of the batch were not taken in; a row per event', content: 'accepted' },
    400: 'not JSON, or not a CloudEvent',
    403: 'not your plant, system or event type, or not the owner of the object',
    409: 'same source and id, other content; or the same Idempotency-Key is still being answered',
    413: `more than ${inBytes(maxBatchBytes)} or ${maxBatchEvents} events`,
    415: 'another content type',
    422: 'breaks the schema or a rule; every finding with its JSON Pointer',
  },
});

export const getEventRoute = defineRoute({
  operationId: 'getEvent',
  method: 'GET',
  path: '/v1/events/{eventKey}',
  function: 'query',
  key: true,
  topic: 'events',
  summary: 'What became of an event',
  parameters: {
    eventKey: z
      .string()
      .regex(/^[0-9a-f]{32}$/)
      .meta({ description: 'as answered when the event was sent' }),
  },
  answers: {
    200: { description: 'the event', content: 'eventStatus' },
    403: 'the key belongs to no partner',
    404: 'no such event, or none that you may read',
  },
});

/** By name and by CloudEvents type: a person has the one at hand, a program the other. */
const types: ReadonlyMap<string, string> = new Map(
  catalogue.flatMap((definition) => [
    [definition.name, eventType(definition)],
    [eventType(definition), eventType(definition)],
  ]),
);

const type = z
  .string()
  .transform((given, context) => {
    const known = types.get(given);
    if (known) return known;
    context.addIssue({
      code: 'custom',
      params: { rule: 'unknown-type' },
      message: `must be an event type: ${catalogue.map(({ name }) => name).join(', ')}, or its CloudEvents type`,
    });
    return z.NEVER;
  })
  .meta({ enum: [...types.keys()] });

export const listEventsRoute = defineRoute({
  operationId: 'listEvents',
  method: 'GET',
  path: '/v1/plants/{plant}/events',
  function: 'query',
  key: true,
  topic: 'events',
  summary: 'Events of a plant, newest first: those you sent, or all of them where your record says so',
  parameters: { plant },
  query: z.strictObject({
    status: eventStatus.optional().meta({ description: 'only events of this status' }),
    type: type
      .optional()
      .meta({ description: 'only events of this type: its name, or its CloudEvents type' }),
    since: since('accepted at or after'),
    cursor: cursor(1024),
    limit: pageSize(eventsPerPage, 'at most this many are answered'),
  }),
  answers: {
    200: {
      description: `a page; follow \`cursor\` until there is none. It has \`limit\` events or is the last, unless a filter finds fewer among ${counted(maxEventsLookedAt)} events`,
      content: 'eventPage',
    },
    400: 'a parameter is wrong',
    403: 'the key belongs to no partner',
    404: 'no such plant, or not yours',
  },
});
