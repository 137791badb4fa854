import type { Desk } from '../procedures.ts';

/** What is booked although somebody may want to know. */
export function warn({ warnings }: Desk, message: string): void {
  if (!warnings.includes(message)) warnings.push(message);
}
