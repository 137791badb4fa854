/** What a task may fail with, by the names that the state machines know (`lib/constructs/retried.ts`). */
abstract class TaskFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.failureName;
  }
  static readonly failureName: string = 'TaskFailure';
}

/** Odoo gives no answer now, or the gateway's own configuration is wrong; what was asked waits meanwhile. */
export class OdooAway extends TaskFailure {
  static override readonly failureName = 'OdooAway';
}

/** Odoo knows nothing of what it was asked about: asking again does not help, a person has to see why. */
export class OdooDeclined extends TaskFailure {
  static override readonly failureName = 'OdooDeclined';
}

/** What was asked for cannot be done, by whomever: it names no plant, no job, no days. */
export class Impossible extends TaskFailure {
  static override readonly failureName = 'Impossible';
}

/** One of our own stores does not answer, or the task has a defect. */
export class Unavailable extends TaskFailure {
  static override readonly failureName = 'Unavailable';
}

export const isTaskFailure = (error: unknown): boolean => error instanceof TaskFailure;
