import type { Posting, PostingRow } from '../../lambdas/odoo/posting.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** some tests are left out, by -t */
    narrowed: boolean;
  }
}

/** The operations that Odoo booked at least once: which event types a suite has shown to work. */
export class BookedOperations {
  readonly #booked = new Set<string>();

  remember(postings: readonly Posting[], rows: readonly PostingRow[]): void {
    const posted = new Set(rows.filter(({ result }) => result === 'posted').map(({ event }) => event));
    for (const { event, operation } of postings) if (posted.has(event)) this.#booked.add(operation);
  }

  /** Those of the operations that Odoo never booked. */
  missing(operations: readonly string[]): string[] {
    return operations.filter((operation) => !this.#booked.has(operation));
  }
}

/** Of all shop floors of this test file. */
export const bookedOperations = new BookedOperations();
