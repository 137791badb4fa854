import * as z from 'zod';
import { csvMapping } from './csv-mapping.ts';

const name = z.string().min(1).max(64);

/** How a plant's MES uses what B2MML leaves open; docs/b2mml.md. */
const b2mml = z.strictObject({
  /**
   * What closes an order: nothing; a response that says Completed; or a segment that does. The order's last
   * report is then `final`.
   */
  final: z.enum(['never', 'response-completed', 'segment-completed']).default('never'),
  /** a segment that says Completed also finishes its work order (`work-order.finished`) */
  finishesWorkOrders: z.boolean().default(false),
  /** whether a segment's process segment is the operation's name in Odoo; if not, equipment names the work centre */
  operations: z.enum(['segment', 'none']).default('segment'),
  /** what a sublot of a product is: the serial numbers of its pieces, or a handling unit's label of no interest */
  sublots: z.enum(['serials', 'ignored']).default('serials'),
  /** `OtherValue` of a `MaterialUse` Other that means scrap */
  scrapUses: z.array(name).default(['Scrap']),
  /** what is not accounted for by order, by ISA-95: refused, skipped, or booked as consumption */
  consumables: z.enum(['refused', 'ignored', 'consumed']).default('refused'),
  /** elements the MES adds in B2MML's own namespace that say nothing to book; left out, save in a quantity */
  extensions: z.array(name).default([]),
  /** ids of the properties of an actual that carry what B2MML has no element for */
  properties: z
    .strictObject({
      expiresAt: name.default('ExpirationDate'),
      scrapReason: name.default('ScrapReason'),
      startedAt: name.default('ActualStartTime'),
      endedAt: name.default('ActualEndTime'),
    })
    .prefault({}),
});

/** Formats of a plant's own that the gateway reads beside CloudEvents. */
export const dialects = z
  .strictObject({
    b2mml: b2mml.prefault({}),
    csv: z
      .record(
        z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be lower case letters, digits and hyphens'),
        csvMapping,
      )
      .default({}),
  })
  .prefault({});

export type B2mmlOptions = z.output<typeof b2mml>;
