import { expect } from 'vitest';
import type { PlantProfile } from '../../../configuration/plant.ts';
import { epcisDocument } from '../../../lambdas/traceability/epcis-events.ts';
import { plantsIn, type TracedGenealogy } from '../../../lambdas/traceability/traced.ts';
import { plants } from '../../../plants/index.ts';
import type { Kitchen } from './kitchen.ts';

interface Event extends Record<string, unknown> {
  type: string;
  eventID: string;
  errorDeclaration?: object;
  quantityList?: Quantity[];
  inputQuantityList?: Quantity[];
  outputQuantityList?: Quantity[];
  outputEPCList?: string[];
}

interface Quantity {
  epcClass: string;
  quantity?: number;
}

interface LotName {
  item: string;
  lot: string;
}

/** The events of a document, for a partner that may read all plants. */
export const eventsOf = (traced: TracedGenealogy): Event[] => {
  const all = Object.values(plants);
  const read = plantsIn({ plant: all[0] as PlantProfile, plants: all }, traced);
  return epcisDocument(traced, read, new Date()).epcisBody.eventList;
};

/** Reads the documents of lots as a consumer does: each event once, by its id. */
export class EventRepository {
  readonly #events = new Map<string, Event>();

  /** Asks about each lot, where it came from and where it went. */
  static async of(kitchen: Kitchen, lots: readonly LotName[]): Promise<EventRepository> {
    const repository = new EventRepository();
    for (const lot of lots)
      for (const direction of ['up', 'down'] as const)
        repository.load(eventsOf(await kitchen.genealogy(lot, direction)));
    return repository;
  }

  /** A later document may declare an event wrong, once. Else an event of an id is the same in all documents. */
  load(events: Event[]): void {
    for (const event of events) {
      const known = this.#events.get(event.eventID) ?? event;
      if (known.errorDeclaration) expect(event).toEqual(known);
      else
        expect({ ...event, errorDeclaration: undefined }).toEqual({ ...known, errorDeclaration: undefined });
      this.#events.set(event.eventID, event);
    }
  }

  get size(): number {
    return this.#events.size;
  }

  /** Events that no later one declared wrong. */
  get valid(): Event[] {
    return [...this.#events.values()].filter(({ errorDeclaration }) => !errorDeclaration);
  }

  /** Quantities of object events, by step. */
  get observed(): Record<string, number> {
    const steps: Record<string, number> = {};
    for (const { type, bizStep, quantityList } of this.valid)
      if (type === 'ObjectEvent')
        add(
          steps,
          quantityList?.map((each) => ({ ...each, epcClass: `${bizStep}` })),
        );
    return steps;
  }

  /** What orders used and made, by their last names: `{ MO1: { used: { A: 5 }, made: { M: 10 } } }`. */
  get production(): Record<string, { used: Record<string, number>; made: Record<string, number> }> {
    const orders: Record<string, { used: Record<string, number>; made: Record<string, number> }> = {};
    for (const event of this.valid.filter(({ type }) => type === 'TransformationEvent')) {
      const order = last(String(event.transformationID), '%2F');
      const known = orders[order] ?? { used: {}, made: {} };
      orders[order] = known;
      add(known.used, event.inputQuantityList);
      add(known.made, event.outputQuantityList);
      for (const epc of event.outputEPCList ?? []) add(known.made, [{ epcClass: epc, quantity: 1 }]);
    }
    return orders;
  }
}

const add = (to: Record<string, number>, quantities: readonly Quantity[] = []) => {
  for (const { epcClass, quantity = 0 } of quantities) {
    const lot = last(epcClass, ':');
    to[lot] = (to[lot] ?? 0) + quantity;
  }
};

const last = (text: string, separator: string): string => text.split(separator).at(-1) ?? '';
