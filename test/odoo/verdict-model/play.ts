import { setTimeout as pause } from 'node:timers/promises';
import { askOdoo, bookPostings } from '../../../lambdas/odoo/ports.ts';
import type { Policy, Posting, PostingRow } from '../../../lambdas/odoo/posting.ts';
import type { RealOdooBackend } from '../../backends/real-odoo.ts';
import { ByHand } from '../by-hand.ts';
import { chanceOf } from '../drift/chance.ts';
import type { OtherCompany } from '../other-plants.ts';
import { KG, posting, type ShopFloor } from '../shop-floor.ts';
import { drawAct, NOW } from './draw.ts';
import { type Act, Model, type PlantName } from './model.ts';
import type { Limits } from './sampling.ts';

/** A drawn story of one lot, and how far it is. */
export interface Story {
  seed: number;
  item: string;
  orders: Record<'OSL' | 'GDA' | 'eater', string>;
  delivery: string;
  model: Model;
  told: string[];
}

/** What a person did, as the gateway finds it. */
interface Movement {
  id: number;
  item: string;
  at: string;
}

/** In every other story people press buttons in Odoo; the items of the others begin with this. */
const withoutPeople = 'CALM';
const hasPeople = (seed: number) => seed % 2 === 1;

const LOT = 'L1';
const places = { OSL: 'OSL/Stock', GDA: 'GDA/Stock', BAR: 'BAR/Stock', VCO: 'VCO/Stock' } as const;
const shelves = {
  OSL: 'OSL/Stock/Row',
  GDA: 'GDA/Stock/Row',
  BAR: 'BAR/Stock/Row',
  VCO: 'VCO/Stock/Row',
} as const;
const holds = { OSL: 'OSL/Quality hold', GDA: 'GDA/Quality hold', VCO: 'VCO/Quality hold' } as const;

/** What lies in these can be promised to a delivery, and has a hold place beside it. */
const limited: readonly PlantName[] = ['OSL', 'GDA', 'VCO'];

/** Plays drawn stories side by side on a real Odoo: one call books the next event of each. */
export class Play {
  readonly backend: RealOdooBackend;
  readonly floor: ShopFloor;
  readonly other: OtherCompany;
  readonly people: ByHand;
  readonly began = Math.floor(Date.now() / 1000) * 1000;
  /** of the stories without people */
  readonly limits: Limits = new Map();
  private mark = '';

  constructor(backend: RealOdooBackend, floor: ShopFloor, other: OtherCompany) {
    this.backend = backend;
    this.floor = floor;
    this.other = other;
    this.people = new ByHand(backend);
  }

  async places(): Promise<void> {
    const codes = ['OSL', 'GDA', 'BAR'];
    await this.backend.seed({
      warehouses: codes.map((code) => ({ code, name: code })),
      locations: codes.flatMap((code) => [
        { name: 'Row', warehouse: code },
        ...(code === 'BAR' ? [] : [{ name: 'Quality hold', warehouse: code, parent: code }]),
      ]),
      items: [],
    });
    const { odoo } = this.backend;
    const context = { allowed_company_ids: [this.other.id] };
    for (const [parent, name] of [
      ['VCO', 'Quality hold'],
      ['VCO/Stock', 'Row'],
    ]) {
      const there = await odoo.search(
        'stock.location',
        [['complete_name', '=', `${parent}/${name}`]],
        ['id'],
        {
          context,
        },
      );
      if (there.length > 0) continue;
      const location_id = await this.people.idOf('stock.location', [['complete_name', '=', parent]], context);
      await odoo.create(
        'stock.location',
        [{ name, location_id, usage: 'internal', company_id: this.other.id }],
        context,
      );
    }
  }

  /** Odoo takes three digits at the end of a name for the number of a backorder. */
  private order(plant: string): string {
    return `${this.floor.name(`${plant}/MO`)}/`;
  }

  async stories(seeds: readonly number[]): Promise<Story[]> {
    const customer = this.floor.name('CUSTOMER');
    const eater = this.floor.name('EATER');
    const drafts = seeds.map((seed) => ({
      seed,
      item: this.floor.name(hasPeople(seed) ? 'DRAWN' : withoutPeople),
      orders: { OSL: this.order('OSL'), GDA: this.order('GDA'), eater: this.order('GDA') },
      reference: this.floor.name('SHOP'),
    }));
    await this.backend.seed({
      warehouses: ['OSL', 'GDA'].map((code) => ({ code, name: code })),
      items: [
        { code: eater, name: eater, uom: KG, tracking: 'none' },
        ...drafts.map(({ item }) => ({ code: item, name: item, uom: KG, tracking: 'lot' as const })),
      ],
      customers: [{ code: customer, name: customer }],
      orders: drafts.flatMap(({ item, orders }) => [
        { name: orders.OSL, warehouse: 'OSL', item, quantity: 1000 },
        { name: orders.GDA, warehouse: 'GDA', item, quantity: 1000 },
        { name: orders.eater, warehouse: 'GDA', item: eater, quantity: 1000 },
      ]),
      salesOrders: drafts.map(({ item, reference }) => ({
        ...{ reference, warehouse: 'OSL', customer },
        lines: [{ item, quantity: 1000 }],
      })),
    });
    const products = await this.backend.odoo.search<{ id: number }>(
      'product.product',
      [['default_code', 'in', drafts.map(({ item }) => item)]],
      [],
    );
    await this.backend.odoo.create(
      'stock.lot',
      products.map(({ id }) => ({ name: LOT, product_id: id })),
    );
    const sold = await this.backend.odoo.search<{
      id: number;
      sale_id: [number, string];
      name: string;
      origin: string;
    }>(
      'stock.picking',
      [['sale_id.client_order_ref', 'in', drafts.map(({ reference }) => reference)]],
      ['sale_id', 'name', 'origin'],
    );
    const orders = await this.backend.odoo.search<{ id: number; client_order_ref: string }>(
      'sale.order',
      [['client_order_ref', 'in', drafts.map(({ reference }) => reference)]],
      ['client_order_ref'],
    );
    return drafts.map(({ reference, ...draft }) => {
      const order = orders.find(({ client_order_ref }) => client_order_ref === reference);
      const delivery = sold.find(({ sale_id }) => sale_id[0] === order?.id)?.name ?? '';
      return { ...draft, delivery, model: new Model(), told: [] };
    });
  }

  /** One act of each story, and then where everything is. Throws what differs from the model, with the story told. */
  async step(stories: readonly Story[], step: number): Promise<void> {
    const acts = stories.map((story) => ({
      story,
      act: drawAct(chanceOf(story.seed * 100 + step), story.model, step, hasPeople(story.seed)),
    }));
    const events = acts.filter(({ act }) => !('by' in act) && act.do !== 'watch');
    if (events.length > 0) {
      const sent = events.map(({ story, act }) => this.postings(story, act));
      const expected = events.map(({ story, act }) => this.expectation(story, act));
      const rows = await this.book(sent.flat());
      let next = 0;
      events.forEach(({ story, act }, index) => {
        const own = rows.slice(next, next + (sent[index]?.length ?? 0));
        next += own.length;
        expectRow(story, act, expected[index] ?? false, own);
      });
      // What is ahead of time counts from now: the next step is later than that.
      await pause(1050);
    }
    for (const { story, act } of acts) if ('by' in act) await this.byPerson(story, act);
    const watches = acts.flatMap(({ story, act }) =>
      !('by' in act) && act.do === 'watch' ? [{ story, act }] : [],
    );
    if (watches.length > 0) {
      const { movements } = await this.byPeople();
      for (const { story, act } of watches) await this.watch(story, act, movements);
    }
    for (const { item, seed, model } of stories)
      if (!hasPeople(seed)) this.limit(item, (plant) => model.most(plant));
    await this.compare(stories);
  }

  /** What the model makes of the event. Until it is booked, goods may lie as before it, too. */
  private expectation({ item, seed, model }: Story, act: Act): boolean {
    const before = new Map(limited.map((plant) => [plant, model.most(plant)]));
    const expected = model.act(act);
    if (!hasPeople(seed)) this.limit(item, (plant) => Math.max(before.get(plant) ?? 0, model.most(plant)));
    return expected;
  }

  private limit(item: string, most: (plant: PlantName) => number): void {
    for (const warehouse of limited) {
      const key = `${item} ${warehouse}`;
      if (Number.isFinite(most(warehouse))) this.limits.set(key, { item, warehouse, most: most(warehouse) });
      else this.limits.delete(key);
    }
  }

  private async book(sent: Posting[]): Promise<PostingRow[]> {
    const answer = await bookPostings(this.floor.client, sent);
    if (!answer.ok) throw new Error(`${answer.kind} ${answer.code}: ${answer.message}`);
    return answer.rows;
  }

  private time(at: number): string {
    const ahead = at >= NOW;
    const time = ahead ? Date.now() + 200_000 : this.began - (200 - at) * 60_000;
    return new Date(time).toISOString().slice(0, 19).replace('T', ' ');
  }

  private policyOf(plant: PlantName, item: string): Policy {
    if (plant === 'BAR') return { negative_stock: 'allow' };
    const gate = {
      hold: holds[plant],
      everything: false,
      items: plant === 'OSL' ? [item] : [],
      categories: [],
    };
    return { negative_stock: 'refuse', gate };
  }

  private postings(story: Story, act: Act): Posting[] {
    const { item, orders, delivery } = story;
    const quantity = { value: 'amount' in act ? (act.amount ?? 0) : 0, uom: KG };
    const lots = [{ number: LOT, quantity: quantity.value }];
    const make = (operation: string, plant: PlantName, stream: string, payload: object): Posting => ({
      ...posting(operation, payload, {
        stream: `${stream}/${item}`,
        policy: this.policyOf(plant, item),
        warehouse: plant,
        time: this.time(act.do === 'count' ? 0 : act.at),
      }),
      ...(plant === 'VCO' && { company: this.other.name }),
    });
    switch (act.do) {
      case 'make':
        return [
          make('production.reported', act.plant, `order-${act.plant}`, {
            order: orders[act.plant],
            quantity,
            lot: { number: LOT },
            final: false,
          }),
        ];
      case 'word': {
        const about = { item, lot: LOT };
        const part = act.amount === undefined ? {} : { quantity };
        if (act.word === 'held') return [make('lot.held', act.plant, 'lot', { ...about, ...part })];
        if (act.word === 'released')
          return [make('lot.released', act.plant, 'lot', { ...about, use: 'stock', ...part })];
        return [make('lot.inspected', act.plant, 'lot', { ...about, verdict: act.word })];
      }
      case 'ship':
      case 'return': {
        const line = { item, quantity, lots };
        const operation = act.do === 'ship' ? 'shipment.confirmed' : 'shipment.returned';
        const payload = { delivery, lines: [line], ...(act.do === 'ship' && { final: false }) };
        return [make(operation, 'OSL', 'delivery', payload)];
      }
      case 'use':
        return [
          make('production.reported', 'GDA', 'eater', {
            order: orders.eater,
            quantity: { value: 1, uom: KG },
            consumed: [{ item, quantity, lots }],
            final: false,
          }),
        ];
      case 'move': {
        const { plant } = act;
        const [from, to] = [places[plant], shelves[plant]];
        const there = make('stock.moved', plant, 'stock', { item, quantity, from, to, lots });
        return [there, make('stock.moved', plant, 'stock', { item, quantity, from: to, to: from, lots })];
      }
      case 'count': {
        const payload = { item, location: places[act.plant], quantity, lot: LOT };
        const now = new Date().toISOString().slice(0, 19).replace('T', ' ');
        return [{ ...make('stock.counted', act.plant, 'stock', payload), time: now }];
      }
      case 'scrap':
        return [
          make('production.scrapped', 'OSL', 'order-OSL', { order: orders.OSL, item, quantity, lot: LOT }),
        ];
      default:
        throw new Error(`${act.do} is no event`);
    }
  }

  private async byPerson(
    { item, model, told, delivery }: Story,
    act: Extract<Act, { by: 'person' }>,
  ): Promise<void> {
    if (this.mark === '') this.mark = (await this.byPeople()).mark;
    const { people } = this;
    if (act.do === 'take-out') await people.move(item, LOT, act.amount, holds.OSL, places.OSL);
    if (act.do === 'put-in') await people.move(item, LOT, act.amount, places.OSL, holds.OSL);
    if (act.do === 'deliver') await people.deliver(item, LOT, act.amount, places.OSL);
    if (act.do === 'deliver-held') await people.deliver(item, LOT, act.amount, holds.OSL);
    if (act.do === 'count-hold') await people.count(item, LOT, act.amount, holds.OSL);
    if (act.do === 'return-all') await people.returnEverything(delivery);
    model.act(act);
    told.push(JSON.stringify(act));
  }

  private async byPeople() {
    const gate = { hold: holds.OSL, everything: true, items: [], categories: [] };
    const about = { gate, ...(this.mark !== '' && { since: this.mark }) };
    const answered = await askOdoo(this.floor.client, {
      question: 'lots.by-people',
      warehouse: 'OSL',
      about,
    });
    if (!answered.ok) throw new Error(answered.message);
    return answered.answer as { mark: string; movements: Movement[] };
  }

  /** Of a lot of which people did nothing that is still to be found, nothing lies open or is promised that should not. */
  async nothingOpen(stories: readonly Story[]): Promise<void> {
    for (const warehouse of ['OSL', 'GDA']) {
      const ask = (about: object) =>
        askOdoo(this.floor.client, { question: 'lots.by-people', warehouse, about });
      const first = await ask({});
      if (!first.ok) throw new Error(first.message);
      const { mark: since } = first.answer as { mark: string };
      const answered = await ask({ since });
      if (!answered.ok) throw new Error(answered.message);
      const { open } = answered.answer as { open: { item: string }[] };
      for (const { seed, item, model, told } of stories)
        if (model.unseen.length === 0 && open.some((each) => each.item === item))
          throw new Error(`story ${seed}: lies open in ${warehouse}\n${told.join('\n')}`);
    }
  }

  private async watch(
    { item, model, told }: Story,
    act: Extract<Act, { do: 'watch' }>,
    movements: readonly Movement[],
  ): Promise<void> {
    const own = movements.filter((each) => each.item === item && !this.found.has(each.id));
    for (const { id, at } of own) {
      this.found.add(id);
      const [row] = await this.book([
        posting(
          'lot.contained',
          { item, lot: LOT, movement: id },
          {
            ...{ stream: `lot/${item}`, policy: this.policyOf('OSL', item), warehouse: 'OSL' },
            time: at.slice(0, 19).replace('T', ' '),
          },
        ),
      ]);
      if (row?.result !== 'posted') throw new Error(`${told.join('\n')}\nwatch: ${JSON.stringify(row)}`);
    }
    model.act(act);
    told.push(JSON.stringify(act));
  }
  private readonly found = new Set<number>();

  private async compare(stories: readonly Story[]): Promise<void> {
    const rows = await this.backend.odoo.search<{
      id: number;
      product_id: [number, string];
      location_id: [number, string];
      quantity: number;
    }>(
      'stock.quant',
      [
        ['product_id.default_code', 'in', stories.map(({ item }) => item)],
        ['location_id.usage', '=', 'internal'],
      ],
      ['product_id', 'location_id', 'quantity'],
      { context: { allowed_company_ids: [1, this.other.id] } },
    );
    for (const { seed, item, model, told } of stories) {
      const at = (place: string, below: boolean) =>
        rows
          .filter(({ product_id, location_id }) => {
            const there = location_id[1];
            return product_id[1].includes(`[${item}]`) && (below ? there.startsWith(place) : there === place);
          })
          .reduce((total, { quantity }) => total + quantity, 0);
      const seen: Record<string, number> = {};
      const expected: Record<string, number> = {};
      for (const plant of ['OSL', 'GDA', 'BAR', 'VCO'] as const) {
        seen[`${plant} open`] = at(places[plant], true);
        expected[`${plant} open`] = model.open[plant];
        if (plant === 'BAR') continue;
        seen[`${plant} held`] = at(holds[plant], false);
        expected[`${plant} held`] = model.held(plant);
      }
      if (JSON.stringify(seen) === JSON.stringify(expected)) continue;
      throw new Error(
        `story ${seed}\n${told.join('\n')}\nOdoo  ${JSON.stringify(seen)}\nmodel ${JSON.stringify(expected)}`,
      );
    }
  }
}

function expectRow({ seed, told }: Story, act: Act, expected: boolean, rows: readonly PostingRow[]): void {
  const failed = rows.find(({ result }) => result !== 'posted');
  const words =
    failed?.result === 'refused' ? `${failed.code}: ${failed.message}` : (failed?.result ?? 'posted');
  told.push(`${JSON.stringify(act)} -> ${words}`);
  if (expected === (failed === undefined)) return;
  throw new Error(`story ${seed}: the model ${expected ? 'books' : 'refuses'} it\n${told.join('\n')}`);
}
