import { acknowledgement } from '../../events/http/feed-routes.ts';
import { type Json, schemaOf } from './json-schema.ts';
import { anyMessage, dataSchema, messageDefinitions } from './messages.ts';
import { list, object, ref, text, time } from './shapes.ts';

const position = { type: 'integer', minimum: 0 };

const asOf = {
  sequence: {
    ...position,
    description: 'how far the feed was before the rows were read: go on after that of the first page',
  },
  readAt: { ...time, description: 'when Odoo was last read for these; absent: it never was' },
};

const mark = {
  sequence: { ...position, description: 'of the message that said so' },
  asOf: { ...time, description: 'when it was published' },
  gone: { const: true, description: 'it is no more; only where `since` was asked for' },
};

const alwaysMarked = ['sequence', 'asOf'];

/** The current state of an entity: the data of the last message about it, and which message that was. */
const row = (description: string, noun: string): Json => {
  const definition = messageDefinitions.find(({ name }) => name.startsWith(`${noun}.`));
  if (!definition) return { description, type: 'object', required: alwaysMarked };
  const { type, properties, required, ...rest } = dataSchema(definition);
  if (type !== 'object') throw new Error(`the data of ${noun} are no object`);
  return {
    description,
    ...rest,
    ...object({ ...(properties as Json), ...mark }, [...((required ?? []) as string[]), ...alwaysMarked]),
  };
};

const page = (called: string, name: string): Json =>
  object({ [called]: list(ref(name)), cursor: { ...text, description: 'continues the list' }, ...asOf }, [
    called,
    'sequence',
  ]);

/** Answers of the feed, and of lists of current states. */
export const feedSchemas = (): Json => ({
  message: anyMessage,
  feedPage: object({
    messages: list(ref('message')),
    next: { ...position, description: 'the position to ask after next' },
    more: { type: 'boolean', description: 'whether there is more already' },
    acknowledged: { ...position, description: 'what you acknowledged last; 0: nothing yet' },
  }),
  acknowledgement: schemaOf(acknowledgement),
  acknowledged: object(
    {
      acknowledged: position,
      at: time,
      reference: {
        ...object({ sequence: position, text }),
        description: 'the last one you gave',
      },
    },
    ['acknowledged', 'at'],
  ),
  order: row('The current state of a production order', 'production-order'),
  orders: page('orders', 'order'),
  stockRow: row('The current stock of an item in a place, by lot', 'stock'),
  stock: page('stock', 'stockRow'),
});
