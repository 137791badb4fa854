import { catalogue } from '../../events/catalogue.ts';
import { type EventDefinition, eventType, schemaId } from '../../events/define-event.ts';
import type { Calendar } from './calendar.ts';

/**
 * What becomes of an event: `duplicate`, `conflict` and `rejected` are answered when it is sent, the others are the
 * status it ends with in the event store.
 */
export const outcomes = [
  'posted',
  'recorded',
  'quarantined',
  'parked',
  'duplicate',
  'conflict',
  'rejected',
] as const;
export type Outcome = (typeof outcomes)[number];

/** A CloudEvent as it is sent. */
export interface SampleEvent {
  specversion: '1.0';
  id: string;
  source: string;
  type: string;
  time: string;
  subject: string;
  datacontenttype: 'application/json';
  dataschema: string;
  data: Record<string, unknown>;
}

export interface DayEntry {
  plant: string;
  /** whose API key sends it */
  partner: string;
  event: SampleEvent;
  expected: Outcome;
  /** why it is not simply posted */
  because?: string;
}

interface Details {
  system?: string;
  partner?: string;
  expected?: Outcome;
  because?: string;
}

/** Adds one plant's events to the day, numbering them as they come. */
export interface Storyteller {
  readonly calendar: Calendar;
  readonly entries: DayEntry[];
  report(name: string, minute: number, data: Record<string, unknown>, details?: Details): void;
}

const definitions: readonly Pick<EventDefinition, 'name' | 'version' | 'posted' | 'subject'>[] = catalogue;

export function storyteller(plant: string, calendar: Calendar): Storyteller {
  const entries: DayEntry[] = [];
  return {
    calendar,
    entries,
    report: (name, minute, data, details = {}) => {
      const definition = definitions.find((one) => one.name === name);
      if (definition === undefined) throw new Error(`${name} is no event type`);
      const kept = definition.posted === false ? 'recorded' : 'posted';
      const { system = 'mes', partner = `${plant}-mes`, expected = kept, because } = details;
      const number = String(entries.length + 1).padStart(4, '0');
      entries.push({
        plant,
        partner,
        event: {
          specversion: '1.0',
          id: `${plant}-${calendar.label}-${number}`,
          source: `/plants/${plant}/${system}`,
          type: eventType(definition),
          time: calendar.at(minute),
          subject: definition.subject(data as never),
          datacontenttype: 'application/json',
          dataschema: schemaId(definition),
          data,
        },
        expected,
        ...(because !== undefined && { because }),
      });
    },
  };
}

/** Splits a quantity into so many parts, each a multiple of the step, in uneven shares. */
export function splitUp(quantity: number, parts: number, step: number, random: () => number): number[] {
  const steps = Math.round(quantity / step);
  const cuts = new Set<number>();
  while (cuts.size < Math.min(parts, steps) - 1) cuts.add(1 + Math.floor(random() * (steps - 1)));
  const bounds = [0, ...[...cuts].sort((left, right) => left - right), steps];
  return bounds.slice(1).map((bound, index) => ((bound - (bounds[index] ?? 0)) * step * 1e6) / 1e6);
}
