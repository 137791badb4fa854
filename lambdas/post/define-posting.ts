import type * as z from 'zod';
import { type EventDefinition, eventType } from '../../events/define-event.ts';
import type { Crosswalk } from './crosswalk.ts';

/** How events of one type become what the procedure of the same name books in Odoo. */
export interface PostingDefinition {
  /** CloudEvents type */
  type: string;
  /** name of the event and of the procedure */
  operation: string;
  /**
   * Called twice for an event: first to learn which codes it asks the crosswalk for, then with what they are in Odoo.
   * So which codes it asks for must not depend on the answers.
   */
  payload(data: unknown, crosswalk: Crosswalk): object;
}

/** The data was checked against the same definition when the event was accepted. */
export const definePosting = <Schema extends z.ZodType, Payload extends object>(
  event: EventDefinition<string, Schema>,
  payload: (data: z.infer<Schema>, crosswalk: Crosswalk) => Payload,
): PostingDefinition => ({
  type: eventType(event),
  operation: event.name,
  payload: (data, crosswalk) => payload(data as z.infer<Schema>, crosswalk),
});
