import { catalogue } from './catalogue.ts';
import { type EventDefinition, eventType, schemaId } from './define-event.ts';
import { type CloudEvent, envelope } from './envelope.ts';
import { type Finding, findingsOf, illFormedText } from './findings.ts';

const byType = new Map<string, EventDefinition>(
  catalogue.map((definition) => [eventType(definition), definition as unknown as EventDefinition]),
);

/** The definition of a CloudEvents `type`, if there is one. */
export const definitionOf = (type: string): EventDefinition | undefined => byType.get(type);

export interface ParsedEvent {
  definition: EventDefinition;
  /** with the defaults of its schema filled in */
  event: CloudEvent;
  /** as it was sent */
  sent: CloudEvent;
  orderingKey: string;
}

export type ParseResult = { ok: true; value: ParsedEvent } | { ok: false; findings: Finding[] };

const refuse = (...findings: Finding[]): ParseResult => ({ ok: false, findings });

/**
 * Checks one event against the contract: envelope, type, schema of the data, subject.
 * Source: CloudEvents 1.0.2 and the definitions of this folder. Never throws for any input.
 */
export const parseEvent = (input: unknown): ParseResult => {
  const outer = envelope.safeParse(input);
  if (!outer.success) return refuse(...findingsOf(outer.error, input));
  const event: CloudEvent = outer.data;
  const definition = definitionOf(event.type);
  if (!definition)
    return refuse({
      pointer: '/type',
      rule: 'unknown-type',
      detail: `must be one of ${[...byType.keys()].join(', ')}`,
    });
  const findings: Finding[] = [];
  if (event.dataschema !== schemaId(definition))
    findings.push({ pointer: '/dataschema', rule: 'const', detail: `must be ${schemaId(definition)}` });
  const data = definition.data.safeParse(event.data);
  if (!data.success) return refuse(...findings, ...findingsOf(data.error, event.data, ['data']));
  if (event.subject !== definition.subject(data.data))
    findings.push({
      pointer: '/subject',
      rule: 'subject',
      detail: 'must be the business key named in the data',
    });
  if (findings.length > 0) return refuse(...findings);
  const whole = { ...event, data: data.data };
  const illFormed = illFormedText(whole);
  if (illFormed) return refuse(illFormed);
  return {
    ok: true,
    value: { definition, event: whole, sent: event, orderingKey: definition.orderingKey(data.data) },
  };
};
