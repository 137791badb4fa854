import { crosswalkKinds } from '../../lambdas/crosswalk/entries.ts';
import { eventStatuses } from '../../lambdas/ledger/records.ts';
import type { Json } from './schemas.ts';

export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

export const problemAnswer = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: ref('problem') } },
});

const text = { type: 'string' };
const time = { type: 'string', format: 'date-time' };
const object = (properties: Json, required: string[] = Object.keys(properties)): Json => ({
  type: 'object',
  properties,
  required,
});

/** The plant's codes that its crosswalk does not list and Odoo does not know. */
export const missingCodes: Json = {
  type: 'array',
  items: object({ kind: { ...text, enum: crosswalkKinds }, code: text }),
  description: 'codes of the event that the gateway’s operator may have to enter into the crosswalk',
};

/** Shapes of the HTTP answers. */
export const componentSchemas: Json = {
  finding: object({
    pointer: { ...text, description: 'JSON Pointer into the event' },
    rule: text,
    detail: text,
  }),
  problem: object(
    {
      type: text,
      title: text,
      status: { type: 'integer' },
      detail: text,
      errors: { type: 'array', items: ref('finding') },
      place: { ...text, description: 'where in a document' },
      line: { type: 'integer', description: 'counted from 1' },
    },
    ['title', 'status'],
  ),
  row: object(
    {
      status: { ...text, enum: ['accepted', 'duplicate', 'conflict', 'rejected'] },
      id: text,
      source: text,
      eventKey: text,
      statusUrl: text,
      problem: object({ status: { type: 'integer' }, title: text }),
      errors: { type: 'array', items: ref('finding') },
    },
    ['status'],
  ),
  document: object({
    documentId: text,
    entries: {
      type: 'array',
      items: {
        allOf: [
          object({ place: { ...text, description: 'where in the document' }, line: { type: 'integer' } }, [
            'place',
          ]),
          ref('row'),
        ],
      },
    },
  }),
  accepted: object({ events: { type: 'array', items: ref('row') } }),
  status: {
    ...text,
    enum: eventStatuses,
    description:
      'accepted: recorded, waits in its lane · posting: being booked · posted: booked, see `document` · quarantined: refused, see `reason`, a person decides · parked: waits behind a quarantined event of its stream · skipped: a person decided that it is not booked',
  },
  eventStatus: object(
    {
      eventKey: text,
      status: ref('status'),
      id: text,
      source: text,
      type: text,
      subject: text,
      time,
      plant: text,
      acceptedAt: time,
      settledAt: time,
      attempts: { type: 'integer' },
      document: object({ model: text, id: { type: 'integer' }, name: text }),
      warnings: {
        type: 'array',
        items: text,
        description: 'what was booked although somebody may want to know',
      },
      reason: object({ code: text, message: text, pointer: text, missing: missingCodes }, [
        'code',
        'message',
      ]),
    },
    ['eventKey', 'status', 'id', 'source', 'type', 'subject', 'time', 'plant', 'acceptedAt', 'attempts'],
  ),
  eventPage: object({ events: { type: 'array', items: ref('eventStatus') }, cursor: text }, ['events']),
};
