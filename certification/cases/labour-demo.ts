import type { Fixture } from '../case.ts';
import {
  ago,
  backorder,
  goesOn,
  labor,
  longBefore,
  meant,
  pieces,
  produce,
  report,
  time,
  work,
  workOrder,
} from './labour-steps.ts';

/** Drawers of the demo data by their BOM with operations, and enough components, so that the cases can run again. */
const drawers = (quantity: number): Fixture => ({
  stock: [
    { product: 'FURN_2100', quantity, lot: 'DRAWERS' },
    { product: 'FURN_5623', quantity, lot: 'CASES' },
  ],
  orders: [{ name: 'MO', product: 'FURN_8855', quantity, routed: true }],
});

export const demoLabourCases = longBefore([
  {
    says: "The demo's Drawer with three operations is started, counted at a centre without a code and reported in two lots",
    fixture: drawers(4),
    events: (n) => [
      workOrder('started', n('MO'), 'Long time assembly', 50),
      {
        type: 'machine.counted',
        time: ago(40),
        data: { machine: 'Assembly 1', order: n('MO'), operation: 'Testing', count: pieces(1) },
      },
      report(n('MO'), 1, 30, { lot: { number: n('D1') } }),
      report(n('MO'), 3, 3, { lot: { number: n('D2') } }),
    ],
    screens: [
      work('start', 'Long time assembly', 50),
      ...goesOn('Long time assembly', 1, 30, { lots: ['D1'] }),
      produce(3, 3, { lots: ['D2'] }),
    ],
    meant,
  },
  {
    says: "Labour is reported on the demo's Drawer before each of three lots",
    fixture: drawers(6),
    events: (n) => [
      labor(n('MO'), 'Testing', 120, 100),
      report(n('MO'), 1, 95, { lot: { number: n('D1') } }),
      labor(n('MO'), 'Packing', 90, 60),
      report(n('MO'), 2, 50, { lot: { number: n('D2') } }),
      labor(n('MO'), 'Testing', 40, 10),
      report(n('MO'), 3, 3, { lot: { number: n('D3') } }),
    ],
    screens: [
      time('Testing', 120, 100),
      produce(1, 95, { lots: ['D1'], ...backorder }),
      time('Packing', 90, 60),
      produce(2, 50, { lots: ['D2'], ...backorder }),
      time('Testing', 40, 10),
      produce(3, 3, { lots: ['D3'] }),
    ],
    meant,
  },
  {
    says: "The demo's Table Top is started and made in two serial numbers",
    fixture: {
      stock: [{ product: 'FURN_7023', quantity: 4 }],
      orders: [{ name: 'MO', product: 'FURN_8522', quantity: 2 }],
    },
    events: (n) => [
      workOrder('started', n('MO'), 'Manual Assembly', 50),
      report(n('MO'), 1, 30, { serials: [{ number: n('T1') }] }),
      report(n('MO'), 1, 3, { serials: [{ number: n('T2') }] }),
    ],
    screens: [
      work('start', 'Manual Assembly', 50),
      { do: 'enter_serials', order: 'MO', serials: ['T1'], at: ago(30) },
      { do: 'produce', order: 'MO', ...backorder, at: ago(30) },
      work('start', 'Manual Assembly', 30),
      { do: 'produce', order: 'MO', lots: ['T2'], at: ago(3) },
    ],
    meant,
  },
  {
    says: "Labour is reported on the demo's flexible Table, which is made in two serial numbers",
    fixture: {
      stock: [
        { product: 'FURN_8522', quantity: 1, lot: 'TOP-1' },
        { product: 'FURN_8522', quantity: 1, lot: 'TOP-2' },
        { product: 'FURN_2333', quantity: 8, lot: 'LEGS' },
      ],
      orders: [{ name: 'MO', product: 'FURN_9666', quantity: 2 }],
    },
    events: (n) => [
      labor(n('MO'), 'Assembly', 60, 40),
      report(n('MO'), 1, 30, { serials: [{ number: n('S1') }] }),
      report(n('MO'), 1, 3, { serials: [{ number: n('S2') }] }),
    ],
    screens: [
      time('Assembly', 60, 40),
      { do: 'enter_serials', order: 'MO', serials: ['S1'], at: ago(30) },
      { do: 'produce', order: 'MO', ...backorder, at: ago(30) },
      { do: 'tick_consumed', order: 'MO', products: ['FURN_8522', 'FURN_2333'], at: ago(3) },
      { do: 'produce', order: 'MO', lots: ['S2'], at: ago(3) },
    ],
    meant,
  },
]);
