import type { PlantCode } from '../../events/crosswalk-kinds.ts';
import { gatewaySystem, originOf } from '../../events/envelope.ts';
import type { PlantProfile } from '../../plants/define-plant.ts';
import type { EventRecord } from '../ledger/records.ts';
import { policyOf } from '../odoo/policy.ts';
import type { Posting } from '../odoo/posting.ts';
import { odooTime } from '../odoo/time.ts';
import { type Crosswalk, codesAskedBy, crosswalkOf } from './crosswalk.ts';
import { postings } from './postings.ts';

const byType = new Map(postings.map((definition) => [definition.type, definition]));

/** Whether this build knows the event's type. */
export const canPost = ({ event }: Pick<EventRecord, 'event'>): boolean => byType.has(event.type);

const odooWords = crosswalkOf(new Map());

const definitionOf = (type: string) => {
  const definition = byType.get(type);
  if (!definition) throw new Error(`no posting for ${type}`);
  return definition;
};

/** The plant's codes in the event that the crosswalk may list. Throws on a type this build does not know. */
export const codesOf = ({ event }: Pick<EventRecord, 'event'>): PlantCode[] =>
  speaksOdoo(event)
    ? []
    : codesAskedBy((crosswalk) => definitionOf(event.type).payload(event.data, crosswalk));

/** The gateway's own events name things as Odoo told them; in a plant's words they could mean another. */
const speaksOdoo = (event: EventRecord['event']): boolean => originOf(event).system === gatewaySystem;

/** What the event asks of Odoo, in Odoo's codes and units. Throws on a type this build does not know. */
export const postingOf = (
  { eventKey, event, stream, plant }: Pick<EventRecord, 'eventKey' | 'event' | 'stream' | 'plant'>,
  profile: PlantProfile,
  crosswalk: Crosswalk,
): Posting => {
  const definition = definitionOf(event.type);
  return {
    event: eventKey,
    stream,
    operation: definition.operation,
    plant,
    warehouse: profile.warehouse,
    time: odooTime(event.time),
    policy: policyOf(profile),
    payload: definition.payload(event.data, speaksOdoo(event) ? odooWords : crosswalk),
  };
};
