import type { RefusalCode } from '../../lambdas/odoo/refusals.ts';

/** Thrown while an event is being booked: undoes what this event did, and nothing else of the call. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  /** JSON Pointer into the CloudEvent */
  readonly pointer: string;

  constructor(code: RefusalCode, message: string, pointer: string) {
    super(message);
    this.code = code;
    this.pointer = pointer;
  }
}
