import type { Lot } from './lot.ts';

/** What the gateway remembers of a lot at the gate; how the lot stands, only Odoo knows. Times are RFC 3339. */
export interface GateRecord extends Lot {
  state: 'open' | 'closed';
  /** executions so far */
  round: number;
  /** when this round began */
  openedAt: string;
  /** counts what happened to the lot */
  signal: number;
  /** since when goods of it wait for a word */
  heldSince: string;
  /** the laboratory's last word, also that it is still at it */
  lastWordAt?: string;
  /** an execution that waits, and the signal it had seen */
  waiting?: { token: string; signal: number };
  /** the execution that waits for an own event of the gateway to be settled */
  own?: { eventKey: string; token: string };
  /** ids of own events that were booked, newest last */
  done: readonly string[];
  /** since when there had been no word when the laboratory was reminded */
  remindedOf?: string;
  /** the last time that was due for the person on call to be told */
  escalatedAt?: string;
  /** another one after every change */
  version: string;
}

export type NewGateRecord = Omit<GateRecord, 'version'>;

/** Single-item conditional writes only. Throws when the store fails. */
export interface Registry {
  find(lot: Lot): Promise<GateRecord | undefined>;
  /** Replaces what was seen (nothing: makes it); undefined when it has changed since. */
  replace(seen: GateRecord | undefined, next: NewGateRecord): Promise<GateRecord | undefined>;
}

/** Says what the record is to be; `undefined` leaves it alone. Called again when somebody else was faster. */
export type Edit = (seen: GateRecord | undefined) => NewGateRecord | undefined;

/** The record afterwards, changed or not. */
export const change = async (registry: Registry, lot: Lot, edit: Edit): Promise<GateRecord | undefined> => {
  for (;;) {
    const seen = await registry.find(lot);
    const next = edit(seen);
    if (!next) return seen;
    const written = await registry.replace(seen, next);
    if (written) return written;
  }
};
