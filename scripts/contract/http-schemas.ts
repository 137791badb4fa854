import { codeKinds } from '../../events/code-kinds.ts';
import { eventStatus } from '../../events/event-statuses.ts';
import { auditedActs } from '../../lambdas/store/audit-trail.ts';
import { type Json, schemaOf } from './json-schema.ts';
import { list, object, ref, text, time } from './shapes.ts';

/** Codes of the plant that its code mapping does not list and Odoo does not know. */
export const missingCodes: Json = {
  type: 'array',
  items: object({ kind: { ...text, enum: codeKinds }, code: text }),
  description: 'codes of the event that the gateway’s operator may have to enter into the code mapping',
};

/** A fault of an event: where it is, and which rule it breaks. */
export const finding: Json = object({
  pointer: { ...text, description: 'JSON Pointer into the event' },
  rule: text,
  detail: text,
});

/** Answers about events, documents and lots' audits. */
export const componentSchemas: Json = {
  finding,
  problem: object(
    {
      type: text,
      title: text,
      status: { type: 'integer' },
      detail: text,
      errors: list(ref('finding')),
      place: { ...text, description: 'where in a document' },
      line: { type: 'integer', description: 'counted from 1' },
      next: { type: 'integer', description: 'position of a feed to go on after' },
      requestId: { ...text, description: 'of calls that no function answered: for the gateway’s operator' },
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
      errors: list(ref('finding')),
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
  accepted: object({ events: list(ref('row')) }),
  status: schemaOf(eventStatus),
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
  auditEntry: object(
    {
      plant: text,
      item: { ...text, description: 'internal reference in Odoo' },
      lot: text,
      what: {
        ...text,
        enum: auditedActs,
        description:
          'sampled: the laboratory is at it · overrode: released although the deciding word was that it failed or is held · taken-out: left the hold place otherwise than by a release · superseded: a word that came after a later one and changed nothing · reminded, escalated: nobody had said anything · raised: a nonconformance that holds nothing · contained: a person moved goods in Odoo, and they are held again · bypassed: a person got held goods past the gateway · by-hand: a person moved goods of a held lot, and nothing had to be held again',
      },
      system: {
        ...text,
        description: '`source` of the event; the gateway speaks as `/plants/<plant>/gateway`',
      },
      partner: text,
      person: text,
      time: { ...time, description: 'when it happened' },
      recordedAt: { ...time, description: 'when the gateway learned of it, or did it' },
      evidence: object(
        {
          eventKey: text,
          event: text,
          type: text,
          inspection: text,
          certificate: text,
          results: list({ type: 'object' }),
          reason: text,
          use: { ...text, enum: ['stock', 'rework'], description: 'what goods were released for' },
        },
        [],
      ),
      quantities: object(
        {
          moved: { type: 'number' },
          held: { type: 'number' },
          unit: { ...text, description: "UN/CEFACT code of the item's unit in Odoo" },
          unitName: { ...text, description: 'its name in Odoo, when it has no code' },
        },
        ['moved', 'held'],
      ),
      tampered: { type: 'boolean', description: 'the entry is not as it was written' },
    },
    ['plant', 'item', 'lot', 'what', 'system', 'partner', 'time', 'recordedAt', 'evidence'],
  ),
  auditPage: object({ entries: list(ref('auditEntry')), cursor: text }, ['entries']),
  eventPage: object({ events: list(ref('eventStatus')), cursor: text }, ['events']),
};
