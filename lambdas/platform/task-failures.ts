/** Errors of state machine tasks. The state machines retry by these names (`lib/constructs/retried.ts`). */
abstract class TaskFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.failureName;
  }
  static readonly failureName: string = 'TaskFailure';
}

/** Odoo does not answer now, or the gateway's own configuration is wrong. The task can be tried again later. */
export class OdooAway extends TaskFailure {
  static override readonly failureName = 'OdooAway';
}

/** Odoo does not know what the task asked about. A retry does not help; a person must find out why. */
export class OdooDeclined extends TaskFailure {
  static override readonly failureName = 'OdooDeclined';
}

/** The input is wrong for everybody: it names an unknown plant or job, or no days. */
export class Impossible extends TaskFailure {
  static override readonly failureName = 'Impossible';
}

/** One of the gateway's own stores does not answer, or the task has a defect. */
export class Unavailable extends TaskFailure {
  static override readonly failureName = 'Unavailable';
}

export const isTaskFailure = (error: unknown): boolean => error instanceof TaskFailure;
