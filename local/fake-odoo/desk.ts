import type { OdooDocument } from '../../lambdas/odoo/posting.ts';
import type { Books } from './database.ts';
import type { Place } from './records/locations.ts';

export interface Warehouse {
  id: number;
  code: string;
}

/** Which goods are held, and where. */
export interface Gate {
  hold: Place;
  rework: Place | undefined;
  everything: boolean;
  /** ids */
  items: ReadonlySet<number>;
  /** full names */
  categories: readonly string[];
}

/** Of components whose lot had expired when it was used, or would so many days later; 0: never. */
export interface ExpiryRules {
  expired: 'refuse' | 'warn';
  soon: 'refuse' | 'warn';
  days: number;
}

/** Where a posting is booked, and by which rules. */
export interface Desk {
  books: Books;
  warehouse: Warehouse;
  /** when the event happened, `YYYY-MM-DD HH:MM:SS` in UTC, never in the future: lots expire by it */
  moment: string;
  refuseNegative: boolean;
  /** as the event says it, also when that is in the future: words of quality are compared by it */
  said: string;
  /** of the server's clock */
  now: string;
  gate: Gate | undefined;
  expiry: ExpiryRules;
  /** what was booked although somebody may want to know; the procedure adds to it */
  warnings: string[];
  /** the event's key */
  event: string;
}

export type Document = OdooDocument;

/** Books what an event of one type asks for; throws a `Refusal` when it can't be done. */
export type Procedure = (desk: Desk, payload: unknown) => Document;

/** What a question is answered from. */
export interface Asked {
  books: Books;
  warehouse: Warehouse;
  now: Date;
}

/** Answers one question; throws a `Refusal` when it can't. A question books nothing. */
export type AnswerQuestion = (asked: Asked, about: unknown) => unknown;

/** What is booked although somebody may want to know. */
export function warn({ warnings }: Desk, message: string): void {
  if (!warnings.includes(message)) warnings.push(message);
}
