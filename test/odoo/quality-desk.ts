import type { LotAfterBooking } from '../../events/booking.ts';
import type { HoldPolicy, Policy, Posting, PostingRow } from '../../lambdas/odoo/posting.ts';
import type { LotHeld } from '../../lambdas/posting/events/lot-held.ts';
import type { LotInspected } from '../../lambdas/posting/events/lot-inspected.ts';
import type { LotReleased } from '../../lambdas/posting/events/lot-released.ts';
import type { NonconformanceRaised } from '../../lambdas/posting/events/nonconformance-raised.ts';
import {
  hoursAgo,
  KG,
  type Overrides,
  posting,
  type Release,
  type Released,
  type ShopFloor,
  WAREHOUSE,
} from './shop-floor.ts';

export const HOLD = `${WAREHOUSE}/Quality hold`;
export const REWORK = `${WAREHOUSE}/Rework`;
export const STOCK = `${WAREHOUSE}/Stock`;

export const holdPolicyFor = (...items: string[]): HoldPolicy => ({
  hold: HOLD,
  rework: REWORK,
  everything: false,
  items,
  categories: [],
});

export const policyFor = (...items: string[]): Policy => ({
  negative_stock: 'refuse',
  gate: holdPolicyFor(...items),
});

export interface HeldProduct extends Released {
  policy: Policy;
}

export interface OfLot {
  product: string;
  policy: Policy;
}

/** The quality department: orders for products under quality hold, and its events about their lots. */
export class QualityDesk {
  readonly floor: ShopFloor;

  constructor(floor: ShopFloor) {
    this.floor = floor;
  }

  /** The places where goods are held and reworked: beside the stock. */
  async places(): Promise<void> {
    await this.floor.backend.seed({
      warehouses: [{ code: WAREHOUSE, name: 'Oslo' }],
      locations: ['Quality hold', 'Rework'].map((name) => ({
        name,
        warehouse: WAREHOUSE,
        parent: WAREHOUSE,
      })),
      items: [],
    });
  }

  /** An order whose product is under quality hold and tracked by lot. */
  async release(wanted: Partial<Release> = {}): Promise<HeldProduct> {
    await this.places();
    const released = await this.floor.release({ quantity: 10, tracking: 'lot', ...wanted });
    return { ...released, policy: policyFor(released.product) };
  }

  /** 6 kg of lot L1, made nine hours ago, of which the laboratory said five hours ago that it failed. */
  async failed(): Promise<HeldProduct> {
    const on = await this.release();
    await this.floor.bookOne(this.made(on, 6, 'L1', { time: hoursAgo(9) }));
    await this.floor.bookOne(this.inspected(on, 'L1', 'fail', { time: hoursAgo(5) }));
    return on;
  }

  made(
    on: HeldProduct,
    value: number,
    lot: string,
    over: Overrides & { expires?: string; final?: boolean } = {},
  ): Posting {
    const { expires, final = false, ...rest } = over;
    const made = { lot: { number: lot, ...(expires && { expires }) }, final };
    return this.floor.reported(on, value, made, { policy: on.policy, ...rest });
  }

  held(on: OfLot, lot: string, more: Partial<LotHeld> = {}, over: Overrides = {}): Posting {
    return this.word('lot.held', on, lot, more, over);
  }

  released(on: OfLot, lot: string, more: Partial<LotReleased> = {}, over: Overrides = {}): Posting {
    return this.word('lot.released', on, lot, { use: 'stock', ...more }, over);
  }

  inspected(
    on: OfLot,
    lot: string,
    verdict: LotInspected['verdict'],
    over: Overrides = {},
    more: Partial<LotInspected> = {},
  ): Posting {
    return this.word('lot.inspected', on, lot, { verdict, ...more }, over);
  }

  raised(on: OfLot, lot: string, more: Partial<NonconformanceRaised> = {}, over: Overrides = {}): Posting {
    return this.word(
      'nonconformance.raised',
      on,
      lot,
      { title: 'Odd', severity: 'major', hold: true, ...more },
      over,
    );
  }

  /** What is held, what is in the stock and what waits to be reworked, of an item. */
  async where({ product }: Pick<OfLot, 'product'>): Promise<{ held: number; stock: number; rework: number }> {
    const [held = 0, stock = 0, rework = 0] = await Promise.all(
      [HOLD, STOCK, REWORK].map(async (place) => (await this.floor.backend.stockAt(place, product)).quantity),
    );
    return { held, stock, rework };
  }

  private word(operation: string, on: OfLot, lot: string, payload: object, over: Overrides): Posting {
    const stream = `lot/${on.product}/${lot}`;
    return posting(operation, { item: on.product, lot, ...payload }, { stream, policy: on.policy, ...over });
  }
}

export const kilograms = (value: number) => ({ value, uom: KG });

/** The state of the lots of a booked row. */
export const lotsOf = (row: PostingRow): LotAfterBooking[] => ('lots' in row && row.lots) || [];
export const warningsOf = (row: PostingRow): string[] => ('warnings' in row && row.warnings) || [];
