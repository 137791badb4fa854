import * as z from 'zod';
import { code, text, timestamp } from '../fields.ts';
import { unitCode } from '../units.ts';

/** The building blocks of messages. Items, locations and work centres are the plant's own codes. */

export const plant = z.string().meta({ description: 'id of the plant' });
export const moment = timestamp;
export const name = (title: string, isa95?: string) => code(title, isa95).max(128);
export const words = text(2000);

/** A quantity as Odoo has it: it may be zero or negative, and its unit may have no code. */
export const amount = z
  .strictObject({
    value: z.number(),
    unit: unitCode.optional(),
    unitName: z.string().optional().meta({ description: "the unit's name in Odoo, when it has no code" }),
  })
  .meta({ id: 'amount', title: 'Amount', isa95: 'QuantityValue' });
