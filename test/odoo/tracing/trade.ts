import { expect, test } from 'vitest';
import { Counter, left } from '../counter.ts';
import type { Floor } from '../open-floor.ts';
import { PurchaseDesk } from '../purchasing.ts';
import { hoursAgo, KG, posting, WAREHOUSE } from '../shop-floor.ts';
import { EventRepository } from './event-repository.ts';
import { arrows, Kitchen, lotNamed, lotNames } from './kitchen.ts';

export function trade(floor: Floor): void {
  const kitchen = () => new Kitchen(floor());
  const desk = () => new PurchaseDesk(floor());
  const counter = () => new Counter(floor());
  const stamp = (time: string) => `${time.replace(' ', 'T')}Z`;

  /** A lot of something bought, made into one lot of something sold, of which 3 of 5 were delivered. */
  const soldCheese = async () => {
    const bought = await desk().order({ items: [{ quantities: [10], tracking: 'lot' }] });
    const [milk = ''] = bought.items;
    const received = hoursAgo(5);
    const line = desk().line(bought, 10, { lots: [{ number: 'M1', quantity: 10 }] });
    await floor().bookOne(desk().received(bought, [line], {}, { time: received }));
    const [cheese = ''] = await kitchen().items(1);
    const order = await kitchen().make({ item: cheese, lot: 'C1', quantity: 5, used: { [milk]: { M1: 5 } } });
    const sold = await counter().sellAgain([cheese], [3]);
    const time = hoursAgo(0.5);
    const lots = [{ number: 'C1', quantity: 3 }];
    const shipment = { lines: [left(cheese, 3, { lots })], tracking: 'TRACK-1' };
    await floor().bookOne(counter().shipped(sold, shipment, { time }));
    return { bought, milk, cheese, order, sold, received, shipped: time };
  };

  test('a lot that was bought has its receipt, with supplier and purchase order', async () => {
    const { bought, milk, cheese, received } = await soldCheese();
    const up = await kitchen().genealogy({ lot: 'C1', item: cheese }, 'up');
    expect(lotNamed(up, 'M1')).toMatchObject({ item: milk, home: 'OSL' });
    expect(lotNamed(up, 'M1').documents[0]).toMatchObject({
      kind: 'receipt',
      warehouse: 'OSL',
      name: expect.stringMatching(/^OSL\/IN\//),
      at: stamp(received),
      quantity: 10,
      purchase: bought.order,
      partner: { reference: bought.supplier, name: `Supplier ${bought.supplier}` },
    });
  });

  test('a lot that was delivered says to whom, for which order, and how to find the parcel', async () => {
    const { milk, sold, shipped } = await soldCheese();
    const down = await kitchen().genealogy({ lot: 'M1', item: milk }, 'down');
    const deliveries = lotNamed(down, 'C1').documents.filter(({ kind }) => kind === 'delivery');
    expect(deliveries).toMatchObject([
      {
        name: sold.delivery,
        warehouse: 'OSL',
        at: stamp(shipped),
        quantity: 3,
        customer_reference: sold.reference,
        tracking: 'TRACK-1',
        partner: { reference: sold.customer, name: `Customer ${sold.customer}` },
      },
    ]);
  });

  test('a recall finds what was delivered of all that a lot went into, and what is still there', async () => {
    const { milk, cheese, sold } = await soldCheese();
    const recall = await kitchen().recall({ lot: 'M1', item: milk });
    expect(lotNames(recall)).toEqual(['C1', 'M1']);
    const delivered = lotNamed(recall, 'C1').documents.filter(({ kind }) => kind === 'delivery');
    expect(delivered).toMatchObject([{ name: sold.delivery, quantity: 3 }]);
    const there = recall.on_hand.map(({ lot, ...rest }) => ({
      ...rest,
      lot: recall.lots.find(({ id }) => id === lot)?.lot,
    }));
    expect(there.toSorted((a, b) => ((a.lot ?? '') < (b.lot ?? '') ? -1 : 1))).toEqual([
      { lot: 'C1', location: 'OSL/Stock', warehouse: 'OSL', quantity: 2 },
      { lot: 'M1', location: 'OSL/Stock', warehouse: 'OSL', quantity: 5 },
    ]);
    const upstream = await kitchen().recall({ lot: 'C1', item: cheese });
    expect(lotNames(upstream)).toEqual(['C1']);
  });

  test('a recall finds what the customer sent back, with the delivery that it is of', async () => {
    const { milk, sold, cheese } = await soldCheese();
    const back = counter().returned(sold, [left(cheese, 2)], {}, { time: hoursAgo(0.25) });
    await floor().bookOne(back);
    const recall = await kitchen().recall({ lot: 'M1', item: milk });
    const returned = lotNamed(recall, 'C1').documents.filter(({ kind }) => kind === 'customer-return');
    expect(returned).toMatchObject([
      {
        name: expect.stringMatching(/^OSL\/IN\//),
        of: sold.delivery,
        warehouse: 'OSL',
        at: stamp(back.time),
        quantity: 2,
        partner: { reference: sold.customer, name: `Customer ${sold.customer}` },
      },
    ]);
  });

  test('a receipt, a shipment and a scrap are one event each, whichever lot was asked about', async () => {
    const { milk, cheese, order } = await soldCheese();
    const scrap = { order, quantity: { value: 1, uom: KG }, lot: 'C1' };
    await floor().bookOne(posting('production.scrapped', scrap));
    const lots = [
      { item: milk, lot: 'M1' },
      { item: cheese, lot: 'C1' },
    ];
    for (const asked of [lots, lots.toReversed()]) {
      const { observed } = await EventRepository.of(kitchen(), asked);
      expect(observed).toEqual({ receiving: 10, shipping: 3, destroying: 1 });
    }
  });

  test('what a subcontractor made has the lots that lay at the subcontractor', async () => {
    const on = await desk().orderSubcontracted({ quantities: [10], tracking: 'lot' }, [
      { per: 1, tracking: 'lot', stock: { K1: 50, K2: 50 } },
    ]);
    const [made = ''] = on.items;
    const [paint = ''] = on.components;
    const consumed = [
      { item: paint, quantity: { value: 4, uom: KG }, lots: [{ number: 'K2', quantity: 4 }] },
    ];
    const lots = [{ number: 'W1', quantity: 4 }];
    await floor().bookOne(desk().received(on, [desk().line(on, 4, { lots, consumed })]));
    const up = await kitchen().genealogy({ lot: 'W1', item: made }, 'up');
    expect(arrows(up)).toEqual(['K2>W1']);
    expect(up.links).toMatchObject([{ consumed: 4, produced: 4, warehouse: 'OSL' }]);
    const kinds = lotNamed(up, 'W1').documents.map(({ kind }) => kind);
    expect(kinds.slice(0, 2)).toEqual(['production', 'receipt']);
    const recall = await kitchen().recall({ lot: 'K2', item: paint });
    expect(recall.on_hand).toContainEqual(
      expect.objectContaining({ lot: lotNamed(recall, 'K2').id, quantity: 46 }),
    );
  });

  test('a lot goes on in another plant, and its links say in which', async () => {
    const [cheese = '', spread = '', milk = ''] = await kitchen().items(3);
    await kitchen().stock(milk, { M1: 9 }, 'GDA');
    const inGdansk = { item: cheese, lot: 'C1', quantity: 5, used: { [milk]: { M1: 5 } }, warehouse: 'GDA' };
    await kitchen().make(inGdansk);
    const count = {
      item: cheese,
      quantity: { value: 5, uom: KG },
      location: `${WAREHOUSE}/Stock`,
      lot: 'C1',
    };
    await floor().bookOne(posting('stock.counted', count, { time: hoursAgo(0) }));
    await kitchen().make({ item: spread, lot: 'S1', used: { [cheese]: { C1: 1 } } });
    const up = await kitchen().genealogy({ lot: 'S1', item: spread }, 'up');
    expect(arrows(up)).toEqual(['C1>S1', 'M1>C1']);
    expect(up.links.map(({ warehouse }) => warehouse).toSorted()).toEqual(['GDA', 'OSL']);
    expect(up.lots.map(({ lot, home }) => [lot, home]).toSorted()).toEqual([
      ['C1', 'GDA'],
      ['M1', 'GDA'],
      ['S1', 'OSL'],
    ]);
  });
}
