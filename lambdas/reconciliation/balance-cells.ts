import type { DriftCause } from '../../events/messages/reconciliation-completed.ts';
import { type StockEffect, second } from './effects.ts';
import type { ItemBooks } from './odoo-books.ts';

/** One item, lot and place on both sides. Quantities are in the item's own unit. */
export interface BalanceCell {
  lot: string;
  location: string;
  plant: number;
  odoo: number;
  /** the plant's quantity minus Odoo's, minus what is explained so far */
  rest: number;
  causes: Cause[];
}

export interface Cause {
  cause: DriftCause;
  /** the part of the difference that it explains, in the item's own unit */
  share: number;
  evidence: CauseEvidence;
}

export type CauseEvidence = Record<string, string | number | string[]>;

/** The cells of one item. */
export class BalanceCells {
  readonly #cells = new Map<string, BalanceCell>();

  at(lot: string, location: string): BalanceCell {
    const key = JSON.stringify([lot, location]);
    const existing = this.#cells.get(key);
    if (existing) return existing;
    const cell: BalanceCell = { lot, location, plant: 0, odoo: 0, rest: 0, causes: [] };
    this.#cells.set(key, cell);
    return cell;
  }

  all(): BalanceCell[] {
    return [...this.#cells.values()];
  }

  /** Rounds Odoo's side and sets each rest to the whole difference. Explanations come after it. */
  settle(round: (value: number) => number): void {
    for (const cell of this.all()) {
      cell.odoo = round(cell.odoo);
      cell.rest = round(cell.plant - cell.odoo);
    }
  }

  matching({ lot, location }: Pick<StockEffect, 'lot' | 'location'>): BalanceCell[] {
    return this.all().filter(
      (cell) =>
        (lot === undefined || cell.lot === lot) && (location === undefined || cell.location === location),
    );
  }
}

/**
 * An item's stock in Odoo at a moment: the current stock without moves of a later date. Quantities issued to orders are
 * subtracted: Odoo keeps them in stock until the order is completed, but they have left the shelf.
 */
export const odooAt = ({ quants, since, issued }: ItemBooks, moment: string): BalanceCells => {
  const cells = new BalanceCells();
  const until = second(moment);
  for (const { lot = '', location, quantity } of quants) cells.at(lot, location).odoo += quantity;
  for (const { lot = '', location, quantity } of issued) cells.at(lot, location).odoo -= quantity;
  for (const { lot = '', location, change, at } of since)
    if (second(at) > until) cells.at(lot, location).odoo -= change;
  return cells;
};

/**
 * Distributes a change over the cells that it may belong to. Where lot or place is unknown, it takes the cells whose
 * difference the change explains, the largest difference first. The remainder goes to the cell where Odoo has most. With
 * `only`, it distributes no more than explains differences.
 */
export const shareOut = (
  cells: BalanceCells,
  effect: StockEffect,
  only: boolean,
  round: (value: number) => number,
): { cell: BalanceCell; share: number }[] => {
  const { lot, location } = effect;
  if (lot !== undefined && location !== undefined) {
    const cell = cells.at(lot, location);
    const share = only ? towards(cell.rest, effect.change) : effect.change;
    return share === 0 ? [] : [{ cell, share }];
  }
  let left = effect.change;
  const shares: { cell: BalanceCell; share: number }[] = [];
  const candidates = cells.matching(effect);
  for (const cell of candidates.toSorted((a, b) => Math.abs(b.rest) - Math.abs(a.rest))) {
    const share = round(towards(cell.rest, left));
    if (share === 0) continue;
    shares.push({ cell, share });
    left = round(left - share);
  }
  if (left === 0 || only) return shares;
  const [home = cells.at(lot ?? '', location ?? '')] = candidates.toSorted((a, b) => b.odoo - a.odoo);
  const same = shares.find(({ cell }) => cell === home);
  if (same) same.share = round(same.share + left);
  else shares.push({ cell: home, share: left });
  return shares;
};

/** The part of a change that reduces the difference. */
export const towards = (rest: number, change: number): number =>
  Math.sign(rest) === Math.sign(change) ? Math.sign(rest) * Math.min(Math.abs(rest), Math.abs(change)) : 0;

const mostEvents = 20;

/** Adds a cause to a cell and reduces its rest. Event causes of one kind become one cause with all their events. */
export const explain = (cell: BalanceCell, cause: Cause, round: (value: number) => number): void => {
  cell.rest = round(cell.rest - cause.share);
  const similar = cell.causes.find(
    (each) => each.cause === cause.cause && Array.isArray(each.evidence.events) && cause.evidence.events,
  );
  if (!similar) {
    cell.causes.push(cause);
    return;
  }
  similar.share = round(similar.share + cause.share);
  const events = [similar.evidence.events, cause.evidence.events].flat().map(String);
  similar.evidence = {
    ...similar.evidence,
    events: events.slice(0, mostEvents),
    count: Number(similar.evidence.count ?? 1) + 1,
  };
};
