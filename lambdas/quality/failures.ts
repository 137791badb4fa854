/** What a task may fail with, by the names that the state machine knows (`lib/constructs/gate-machine.ts`). */
abstract class TaskFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.failureName;
  }
  static readonly failureName: string = 'TaskFailure';
}

/** Odoo gives no answer now, or the gateway's own configuration is wrong; the goods stay held meanwhile. */
export class OdooAway extends TaskFailure {
  static override readonly failureName = 'OdooAway';
}

/** Odoo knows no such lot, or no such gate: asking again does not help, a person has to see why. */
export class OdooDeclined extends TaskFailure {
  static override readonly failureName = 'OdooDeclined';
}

/** One of our own stores does not answer, or the task has a defect. */
export class Unavailable extends TaskFailure {
  static override readonly failureName = 'Unavailable';
}

export const isTaskFailure = (error: unknown): boolean => error instanceof TaskFailure;
