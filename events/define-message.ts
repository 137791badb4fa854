import type { z } from 'zod';
import { typePrefix } from './define-event.ts';

/**
 * What the gateway publishes to plants and partners: in the feed of a plant, by webhooks and on the bus. The data is
 * the whole current state of its object: a reader of the latest message about an object needs no earlier one.
 */
export interface MessageDefinition<Name extends string = string, Schema extends z.ZodType = z.ZodType> {
  /** `<noun>.<past-tense>` */
  name: Name;
  version: number;
  summary: string;
  isa95?: string;
  /** the `subject` of the envelope */
  subject: string;
  /** published to the sender of the event only; no plant's feed has it */
  busOnly?: true;
  data: Schema;
  sample: z.input<Schema>;
}

export const defineMessage = <Name extends string, Schema extends z.ZodType>(
  definition: MessageDefinition<Name, Schema>,
): MessageDefinition<Name, Schema> => definition;

/** CloudEvents `type` of a message. */
export const messageType = (definition: Pick<MessageDefinition, 'name' | 'version'>): string =>
  `${typePrefix}${definition.name}.v${definition.version}`;
