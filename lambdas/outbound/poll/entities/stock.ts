import * as z from 'zod';
import type { PlantProfile } from '../../../../configuration/plant.ts';
import type { StockBalance } from '../../../../events/messages/stock.ts';
import { rfc3339Of, unitInAnswer } from '../../../odoo/units.ts';
import { amountOf } from '../../../posting/code-mapping/plant-codes.ts';
import type { EntityType } from '../entity-type.ts';

const balanceDocument = z.object({
  item: z.string(),
  location: z.string(),
  lot: z.string().optional(),
  quantity: z.number(),
  reserved: z.number(),
  at_gate: z.boolean().default(false),
  watched: z.boolean(),
  expires: z.string().optional(),
  ...unitInAnswer,
});

const about = ({ watches, quality }: PlantProfile) => ({
  watches:
    watches === 'everything'
      ? { everything: true, items: [], categories: [] }
      : { everything: false, items: watches?.items ?? [], categories: watches?.categories ?? [] },
  gate: quality ? [quality.hold, ...(quality.rework ? [quality.rework] : [])] : [],
});

/** Stock of the goods that the plant watches, by item, lot and location. */
export const stock: EntityType = {
  name: 'stock',
  questions: 'stock',
  appliesTo: ({ watches }) => watches !== undefined,
  about,
  describe(document, { plant, words }) {
    const { item, location, lot, quantity, reserved, at_gate, expires, watched, ...unit } =
      balanceDocument.parse(document);
    const amount = (value: number) => amountOf(value, unit, words);
    const data: StockBalance = {
      plant: plant.id,
      item: words.code('item', item),
      location: words.code('location', location),
      ...(lot !== undefined && { lot }),
      quantity: amount(quantity),
      reserved: amount(reserved),
      free: amount(at_gate ? 0 : Math.max(quantity - reserved, 0)),
      held: amount(at_gate ? quantity : 0),
      ...(expires !== undefined && { expiresAt: rfc3339Of(expires) }),
      ...(!watched && { watched: false }),
    };
    const message = { name: 'stock.changed', subject: data.item, data };
    return watched ? { ...message, closed: false } : { ...message, closed: true, gone: true };
  },
  describeGone({ message }) {
    const before = message.data as StockBalance;
    const none = { ...before.quantity, value: 0 };
    const data: StockBalance = { ...before, quantity: none, reserved: none, free: none, held: none };
    return { name: 'stock.changed', subject: before.item, data, closed: true, gone: true };
  },
};
