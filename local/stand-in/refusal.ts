/** Why the module refuses to book an event; the same closed list as the module's own. */
export type RefusalCode =
  | 'unknown-order'
  | 'order-not-confirmed'
  | 'order-cancelled'
  | 'order-done'
  | 'unknown-item'
  | 'item-not-on-order'
  | 'unknown-unit'
  | 'unit-not-convertible'
  | 'lot-required'
  | 'lot-of-other-item'
  | 'lot-expired'
  | 'unknown-lot'
  | 'serial-count-mismatch'
  | 'serial-already-produced'
  | 'insufficient-stock'
  | 'unknown-scrap-reason'
  | 'unknown-work-center'
  | 'quantity-not-positive'
  | 'confirmation-needed'
  | 'odoo-refused'
  | 'malformed-posting';

/** Thrown while an event is being booked: undoes what this event did, and nothing else of the call. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  /** JSON Pointer into the CloudEvent */
  readonly pointer: string | undefined;

  constructor(code: RefusalCode, message: string, pointer?: string) {
    super(message);
    this.code = code;
    this.pointer = pointer;
  }
}
