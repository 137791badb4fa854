import * as z from 'zod';
import { unitCode } from './units.ts';

/**
 * The building blocks that the event types share. Quantities always carry their unit. What has an `id` is written once
 * into the generated contract, and referred to from there.
 */

/** RFC 3339: seconds and an offset are not optional, a plant's clock without a zone is a guess. */
export const timestamp = z.iso
  .datetime({ offset: true, error: 'must be an RFC 3339 date-time with seconds and offset' })
  .regex(/T\d\d:\d\d:\d\d/, 'must be an RFC 3339 date-time with seconds and offset')
  .regex(/^(19|20|21)\d\d-/, 'must be of a year from 1900 to 2199')
  .max(40)
  .meta({ id: 'timestamp', examples: ['2026-11-23T08:15:00+01:00'] });

export const date = z.iso.date().meta({ id: 'date' });

/** Free text for people; control characters (Postgres refuses NUL) stay out. */
export const text = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[^\p{Cc}]*$/u, 'must not hold control characters');

const anyCode = z
  .string()
  .min(1)
  .max(64)
  .regex(
    /^[^\s\p{Cc}](?:[^\p{Cc}]*[^\s\p{Cc}])?$/u,
    'must not start or end with white space nor hold control characters',
  )
  .meta({ id: 'code' });

/** A plant's own code for an order, item, lot, ...: what is printed on the label. */
export const code = (title: string, isa95?: string) => anyCode.meta({ title, ...(isa95 && { isa95 }) });

export const quantity = z
  .strictObject({
    value: z
      .number()
      .positive('must be greater than 0')
      .max(1e12, 'must be at most 1e12')
      .meta({ description: 'finite and greater than zero' }),
    unit: unitCode,
  })
  .meta({ id: 'quantity', title: 'Quantity', isa95: 'QuantityValue' });

export type Quantity = z.infer<typeof quantity>;

/** What was found by counting: nothing is a count, too. */
export const countedQuantity = quantity
  .extend({
    value: z
      .number()
      .min(0, 'must be 0 or greater')
      .max(1e12, 'must be at most 1e12')
      .meta({ description: 'finite, zero or greater' }),
  })
  .meta({ id: 'counted-quantity', title: 'Counted quantity', isa95: 'QuantityValue' });

export const order = code('Production order', 'OperationsRequest ID').meta({
  id: 'order-name',
  description: 'name of the production order in Odoo, as first given (a backorder keeps the first name)',
  examples: ['WH/MO/00012'],
});
export const item = code('Item', 'MaterialDefinition ID').meta({ id: 'item' });
export const lotNumber = code('Lot', 'MaterialLot ID').meta({ id: 'lot-number' });
export const serialNumber = code('Serial number', 'MaterialSublot ID').meta({ id: 'serial-number' });

export const workCenter = code('Work centre', 'EquipmentActual ID').meta({
  id: 'work-center',
  description: "the plant's code of the machine or line",
});
export const operation = code('Operation', 'SegmentResponse ID').meta({
  id: 'operation',
  description: "name of the order's operation in Odoo",
});
export const location = code('Location', 'OperationsLocation ID').meta({
  id: 'location',
  description: "the plant's code of a storage location",
});
/** A supplier or customer; the gateway's own callers are its partners. */
export const businessPartner = (title: string) => code(title, 'Organization ID');

export const salesOrder = code('Sales order', 'OperationsRequest ID');

export const producedLot = z
  .strictObject({ number: lotNumber, expiresAt: timestamp.optional() })
  .meta({ id: 'produced-lot' });

export const producedSerial = z
  .strictObject({ number: serialNumber, expiresAt: timestamp.optional() })
  .meta({ id: 'produced-serial' });

/** Lots of one consumption; each in the unit of the whole, and adding up to it. */
export const consumedLots = z
  .array(z.strictObject({ number: lotNumber, quantity }))
  .min(1)
  .max(200)
  .meta({ id: 'consumed-lots' });

/** Adds the finding that lots and total disagree, if they do. Tolerance: a billionth of the total. */
export const lotsAddUp = (
  consumption: { quantity: Quantity; lots?: { number: string; quantity: Quantity }[] | undefined },
  context: z.RefinementCtx,
): void => {
  const { quantity: total, lots } = consumption;
  if (!lots) return;
  lots.forEach((lot, index) => {
    if (lot.quantity.unit !== total.unit)
      context.addIssue({
        code: 'custom',
        path: ['lots', index, 'quantity', 'unit'],
        message: `must be ${total.unit}, the unit of the whole quantity`,
        params: { rule: 'lot-unit' },
      });
  });
  duplicatesIn(
    lots.map((lot) => lot.number),
    (index) => ['lots', index, 'number'],
    'lot',
    context,
  );
  const sum = lots.reduce((soFar, lot) => soFar + lot.quantity.value, 0);
  if (Math.abs(sum - total.value) > total.value * 1e-9)
    context.addIssue({
      code: 'custom',
      path: ['lots'],
      message: `the lots add up to ${sum}, the quantity is ${total.value}`,
      params: { rule: 'lots-add-up' },
    });
};

export const duplicatesIn = (
  values: readonly string[],
  path: (index: number) => PropertyKey[],
  what: string,
  context: z.RefinementCtx,
): void => {
  const seen = new Set<string>();
  values.forEach((value, index) => {
    if (seen.has(value))
      context.addIssue({
        code: 'custom',
        path: path(index),
        message: `${what} ${value} is named twice`,
        params: { rule: 'unique' },
      });
    seen.add(value);
  });
};
