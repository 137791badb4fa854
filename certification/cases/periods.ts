import type { Case, Fixture } from '../case.ts';
import { ago, begins, gadgets, pieces, produce, receive, received, reported } from './gadgets.ts';

/** Events of closed periods, and those that cannot be valued at their own time. */

const closed: Fixture['locks'] = [{ fiscalyear: '2025-06-30', tax: '2025-08-31', hard: '2024-06-30' }];
const june = '2025-06-10T10:00:00Z';
const august = '2025-08-10T10:00:00Z';
const inClosedBooks =
  /booked today instead of 2025-06-10 10:00:00 UTC: the books of .* are closed up to 2025-06-30/;
const orderEnded = {
  line: /^(screens|events): {1,2}order .* done: 5.0 of 5.0 Units finished (now|2025-06-10 10:00)$/,
  why: 'the order ended when the plant says; only the books have it today',
};

/** Parts with lots that have a cost each. */
const lotted: Fixture = {
  ...gadgets('average'),
  products: [
    { name: 'PART', category: 'CAT', tracking: 'lot', lot_valuated: true },
    { name: 'GADGET', category: 'CAT' },
  ],
};

/** A gadget with an operation of an hour at a centre of 36 an hour. */
const worked: Fixture = {
  ...gadgets('average', 'real_time'),
  workcenters: [{ name: 'BENCH', hourly: 36 }],
  boms: [
    {
      product: 'GADGET',
      lines: [{ product: 'PART', quantity: 2 }],
      operations: [{ name: 'Assemble', workcenter: 'BENCH', minutes: 60 }],
    },
  ],
};

export const periodCases: Case[] = [
  {
    says: 'A receipt and a report of a closed period are booked today, with a warning',
    fixture: { ...gadgets('average', 'real_time'), locks: closed },
    events: (n) => [received(n, 'PO10', june), reported(n, 'MO1', june)],
    screens: [
      { do: 'transfer', of: 'PO10' },
      { do: 'produce', order: 'MO1', quantity: 5 },
    ],
    warns: inClosedBooks,
    meant: [orderEnded],
  },
  {
    says: 'A count of a closed period is booked today, with what was counted then',
    fixture: { ...gadgets('fifo', 'real_time'), locks: closed },
    events: (n) => [
      received(n, 'PO10', ago(1)),
      {
        type: 'stock.counted',
        time: june,
        data: { item: n('PART'), location: 'WH/Stock', quantity: pieces(3) },
      },
    ],
    screens: [
      { do: 'transfer', of: 'PO10' },
      { do: 'count', product: 'PART', quantity: 13 },
    ],
    warns: inClosedBooks,
    meant: [
      {
        line: / Vendors -> WH\/Stock | 101000 /,
        why: 'the receipt is of yesterday in the events, and of today in the screens',
      },
    ],
  },
  {
    says: 'A report of a closed period is refused where the plant wants it so',
    fixture: { ...gadgets('average', 'real_time'), locks: closed },
    profile: { lateEvents: 'refuse' },
    events: (n) => [reported(n, 'MO1', june)],
    screens: [],
    refused: 'period-closed',
  },
  {
    says: 'A period that is closed for taxes only takes moves of goods, as in Odoo',
    begins: '2025-07-20T10:00:00Z',
    fixture: { ...gadgets('fifo', 'real_time'), locks: closed },
    events: (n) => [received(n, 'PO10', august), reported(n, 'MO1', august)],
    screens: [receive('PO10', august), produce('MO1', august)],
  },
  {
    says: 'Work of a closed period that moves no goods is booked at its time',
    fixture: { ...worked, locks: closed },
    events: (n) => [
      { type: 'work-order.started', time: june, data: { order: n('MO1'), operation: 'Assemble' } },
    ],
    // Nobody presses Start in the past.
    screens: [],
    leaves: [
      'operation MO1 Assemble starts 2025-06-10 10:00',
      'time MO1 Assemble productive: 2025-06-10 10:00 to , ~0.0 minutes',
    ],
  },
  {
    says: 'The entry of the labour of a past day has the date of that day',
    begins,
    fixture: worked,
    events: (n) => [received(n, 'PO10', ago(20)), received(n, 'PO20', ago(12)), reported(n, 'MO1', ago(15))],
    screens: [receive('PO10', ago(20)), produce('MO1', ago(15)), receive('PO20', ago(12))],
  },
  {
    says: 'A late receipt of goods that are valued by lot is booked today, with a warning',
    fixture: lotted,
    events: (n) => [lotReceived(n, 'PO10', 'L1'), lotReceived(n, 'PO20', 'L2', ago(5))],
    screens: [
      { do: 'transfer', of: 'PO10', lines: [{ product: 'PART', lots: [{ number: 'L1', quantity: 10 }] }] },
      { do: 'transfer', of: 'PO20', lines: [{ product: 'PART', lots: [{ number: 'L2', quantity: 10 }] }] },
    ],
    warns:
      /booked today instead of .* UTC: .*PART cannot be valued in the order of time, because .* Odoo values it by lot/,
  },
  {
    says: 'A late receipt of goods that are valued by lot is refused where the plant wants it so',
    fixture: lotted,
    profile: { lateEvents: 'refuse' },
    events: (n) => [lotReceived(n, 'PO10', 'L1'), lotReceived(n, 'PO20', 'L2', ago(5))],
    screens: [
      { do: 'transfer', of: 'PO10', lines: [{ product: 'PART', lots: [{ number: 'L1', quantity: 10 }] }] },
    ],
    refused: 'valued-since',
  },
];

const lotReceived = (n: (name: string) => string, order: string, lot: string, time?: string) => ({
  type: 'goods.received',
  ...(time && { time }),
  data: {
    purchaseOrder: n(order),
    lines: [{ item: n('PART'), quantity: pieces(10), lots: [{ number: n(lot), quantity: pieces(10) }] }],
  },
});
