import type { Case } from '../case.ts';
import { ago, begins, corrected, gadgets, pieces, produce, receive, received, reported } from './gadgets.ts';

/** Deliveries, counts and scrap that are reported late. */
export const lateGoodsCases: Case[] = [
  ...(['average', 'fifo'] as const).map(
    (cost): Case => ({
      says: `A late delivery leaves at the cost of its own day (${cost} cost)`,
      begins,
      fixture: {
        ...gadgets(cost),
        orders: [],
        sales: [
          {
            name: 'SO1',
            delivery: 'OUT1',
            partner: 'SHOP',
            lines: [{ product: 'PART', quantity: 4, price: 99 }],
          },
          {
            name: 'SO2',
            delivery: 'OUT2',
            partner: 'SHOP',
            lines: [{ product: 'PART', quantity: 8, price: 99 }],
          },
        ],
      },
      events: (n) => [
        received(n, 'PO10', ago(20)),
        received(n, 'PO20', ago(15)),
        {
          type: 'shipment.confirmed',
          time: ago(12),
          data: {
            delivery: n('OUT2'),
            salesOrder: n('SO2'),
            lines: [{ item: n('PART'), quantity: pieces(8) }],
          },
        },
        {
          type: 'shipment.confirmed',
          time: ago(17),
          data: {
            delivery: n('OUT1'),
            salesOrder: n('SO1'),
            lines: [{ item: n('PART'), quantity: pieces(4) }],
          },
        },
      ],
      screens: [
        receive('PO10', ago(20)),
        receive('SO1', ago(17)),
        receive('PO20', ago(15)),
        receive('SO2', ago(12)),
      ],
      warns: corrected,
    }),
  ),
  ...(['average', 'fifo'] as const).flatMap((cost) =>
    [8, 13].map(
      (counted): Case => ({
        says: `A late count finds ${counted} of ten, and is worth what they cost then (${cost} cost, perpetual)`,
        begins,
        fixture: gadgets(cost, 'real_time'),
        events: (n) => [
          received(n, 'PO10', ago(20)),
          received(n, 'PO20', ago(10)),
          {
            type: 'stock.counted',
            time: ago(15),
            data: { item: n('PART'), location: 'WH/Stock', quantity: pieces(counted) },
          },
        ],
        screens: [
          receive('PO10', ago(20)),
          { do: 'count', product: 'PART', quantity: counted, at: ago(15) },
          receive('PO20', ago(10)),
        ],
      }),
    ),
  ),
  ...(['average', 'fifo'] as const).map(
    (cost): Case => ({
      says: `Parts scrapped between two receipts are reported late (${cost} cost)`,
      begins,
      fixture: gadgets(cost, 'real_time'),
      events: (n) => [
        received(n, 'PO10', ago(20)),
        received(n, 'PO20', ago(10)),
        {
          type: 'production.scrapped',
          time: ago(15),
          data: { order: n('MO1'), item: n('PART'), quantity: pieces(3) },
        },
      ],
      screens: [
        receive('PO10', ago(20)),
        { do: 'scrap', order: 'MO1', product: 'PART', quantity: 3, at: ago(15) },
        receive('PO20', ago(10)),
      ],
    }),
  ),
  ...(['average', 'fifo'] as const).map(
    (cost): Case => ({
      says: `Parts are used before the first of them ever came (${cost} cost)`,
      begins,
      fixture: gadgets(cost),
      events: (n) => [received(n, 'PO10', ago(10)), reported(n, 'MO1', ago(15), 3)],
      screens: [produce('MO1', ago(15), 3, 'backorder'), receive('PO10', ago(10))],
      warns: /6 Units of .*PART left at no value: the item had no cost yet/,
      meant: [
        {
          line: /move PART WH.Stock -> Production part [02] (partially_available|confirmed|assigned) /,
          why: 'Odoo reserves for the rest what lies there when the rest is made',
        },
        {
          line: /value GADGET: ~0.0 at ~0.0 standard ~/,
          why: 'An average of nothing leaves the standard price of before, which then counts for nothing',
        },
      ],
    }),
  ),
];
