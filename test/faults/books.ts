import type { Item, MasterData } from '../../odoo/master-data.ts';
import { NO_LOT, PairMap, Tally } from './tally.ts';

/** Stock by warehouse and item, scrap by order and item, and what master data says about them. */
export class Books {
  readonly stock = new PairMap(() => new Tally());
  readonly scrapped = new PairMap(() => new Tally());
  readonly #master: MasterData;
  readonly #items: Map<string | undefined, Item>;

  constructor(master: MasterData) {
    this.#master = master;
    this.#items = new Map(
      master.items.flatMap((item) => [item.code, item.barcode].map((name) => [name, item])),
    );
    for (const { warehouse, item, lot, quantity } of master.stock ?? [])
      this.stock.of(warehouse, item).add(lot ?? NO_LOT, quantity * 1000);
  }

  /** by internal reference or barcode */
  codeOf(name: string): string {
    return this.#item(name).code;
  }

  /** What the recipe takes for so much of the product, from the only lot there is. */
  recipe(product: string, made: number): [item: string, lots: Tally][] {
    const bom = (this.#master.boms ?? []).find(({ item }) => item === product);
    return (bom?.components ?? []).map(({ item, quantity }) => {
      const amount = Math.round((made * quantity) / (bom?.quantity ?? 1));
      return [item, new Tally([[this.#onlyLot(item), amount]])];
    });
  }

  #onlyLot(code: string): string {
    const lots = new Set(
      (this.#master.stock ?? []).flatMap(({ item, lot }) => (item === code ? (lot ?? []) : [])),
    );
    // With several, the recipe's share of each would be Odoo's choice, unless every event names its lots.
    return lots.size === 1 ? ([...lots][0] ?? NO_LOT) : NO_LOT;
  }

  #item(name: string): Item {
    const item = this.#items.get(name);
    if (!item) throw new Error(`the master data has no item ${name}`);
    return item;
  }
}
