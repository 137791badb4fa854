import type { MasterData } from '../../../odoo/master-data.ts';
import type { Calendar } from '../calendar.ts';

const kg = 'uom.product_uom_kgm';
const pieces = 'uom.product_uom_unit';

/** Kilograms of each order. */
export const osloOrders = [
  600, 400, 800, 500, 600, 700, 400, 600, 900, 500, 400, 600, 800, 600, 500, 400, 700, 600, 500, 800, 600,
  400, 500, 600,
].map((quantity, index) => ({
  number: index + 1,
  item: index % 3 === 2 ? 'SKYR-NATURAL' : 'YOGHURT-NATURAL',
  quantity,
}));

export const osloOrder = (calendar: Calendar, number: number): string =>
  `OSL/MO/${calendar.label}${String(number).padStart(2, '0')}`;

/** Number in the shop: the first came the day before, the second is placed during the day. */
export const osloShopOrder = (calendar: Calendar, number: 1 | 2): string =>
  `SHOP-${calendar.label}-${number}`;

/** One lot each: the first passes, the second fails, of the third nobody says anything. */
export const osloFormulaOrders = [94, 95, 96] as const;

export const osloFormulaLot = (calendar: Calendar, number: number): string => `IF${calendar.label}-${number}`;

export const osloFormulaLots = (calendar: Calendar): string[] =>
  osloFormulaOrders.map((number) => osloFormulaLot(calendar, number));

export const osloFormulaShopOrder = (calendar: Calendar): string => `SHOP-${calendar.label}-F`;

export const osloPurchaseOrder = (calendar: Calendar): string => `P-${calendar.label}-1`;

/** Stays open: the supplier gets messages about it, and it can be confirmed by hand. */
export const osloOpenPurchaseOrder = (calendar: Calendar): string => `P-${calendar.label}-2`;

/** A dairy. Milk lots are emptied in the order they came; the last one is only taken by those who name it. */
export function osloMasterData(calendar: Calendar): MasterData {
  const { label, daysOn } = calendar;
  return {
    warehouses: [{ code: 'OSL', name: 'Oslo Dairy' }],
    locations: [
      { name: 'Dispatch', warehouse: 'OSL' },
      { name: 'Quality hold', warehouse: 'OSL', parent: 'OSL' },
      { name: 'Rework', warehouse: 'OSL', parent: 'OSL' },
    ],
    workCenters: [
      { code: 'MIX-1', name: 'Mixing tank 1' },
      { code: 'LINE-1', name: 'Filling line 1' },
    ],
    scrapReasons: ['Spoiled', 'Damaged packaging'],
    items: [
      { code: 'MILK', name: 'Skimmed milk', uom: kg, tracking: 'lot', expires: true },
      { code: 'CREAM', name: 'Cream 38 %', uom: kg, tracking: 'lot', expires: true },
      { code: 'CULTURE', name: 'Starter culture', uom: kg, tracking: 'none' },
      { code: 'BERRY', name: 'Blueberry preparation', uom: kg, tracking: 'lot', expires: true },
      { code: 'CUP', name: 'Cup 500 g', uom: pieces, tracking: 'none' },
      { code: 'LID', name: 'Lid for cup 500 g', uom: pieces, tracking: 'none' },
      { code: 'VANILLA', name: 'Vanilla extract', uom: kg, tracking: 'lot', expires: true },
      { code: 'BUTTER', name: 'Butter 250 g', uom: pieces, tracking: 'lot' },
      { code: 'CRATE', name: 'Transport crate', uom: pieces, tracking: 'none' },
      { code: 'YOGHURT-NATURAL', name: 'Natural yoghurt 500 g', uom: kg, tracking: 'lot', expires: true },
      { code: 'SKYR-NATURAL', name: 'Natural skyr 500 g', uom: kg, tracking: 'lot', expires: true },
      { code: 'WHEY', name: 'Demineralised whey powder', uom: kg, tracking: 'none' },
      { code: 'TIN', name: 'Tin 800 g', uom: pieces, tracking: 'none' },
      {
        code: 'FORMULA-1',
        name: 'Infant formula, stage 1',
        uom: kg,
        tracking: 'lot',
        expires: true,
        category: 'Infant formula',
      },
    ],
    boms: [
      {
        item: 'YOGHURT-NATURAL',
        quantity: 100,
        components: [
          { item: 'MILK', quantity: 105 },
          { item: 'CREAM', quantity: 5 },
          { item: 'CULTURE', quantity: 2 },
          { item: 'CUP', quantity: 200 },
          { item: 'LID', quantity: 200 },
        ],
        operations: [
          { name: 'Mix', workCenter: 'MIX-1', minutes: 45 },
          { name: 'Fill', workCenter: 'LINE-1', minutes: 30 },
        ],
      },
      {
        item: 'SKYR-NATURAL',
        quantity: 100,
        components: [
          { item: 'MILK', quantity: 400 },
          { item: 'CULTURE', quantity: 3 },
          { item: 'CUP', quantity: 200 },
          { item: 'LID', quantity: 200 },
        ],
      },
      {
        item: 'FORMULA-1',
        quantity: 100,
        components: [
          { item: 'WHEY', quantity: 60 },
          { item: 'TIN', quantity: 125 },
        ],
      },
    ],
    stock: [
      { warehouse: 'OSL', item: 'MILK', quantity: 15_000, lot: `M-${label}-1`, expires: daysOn(9) },
      { warehouse: 'OSL', item: 'MILK', quantity: 20_000, lot: `M-${label}-2`, expires: daysOn(10) },
      { warehouse: 'OSL', item: 'MILK', quantity: 9_000, lot: `M-${label}-3`, expires: daysOn(11) },
      // The lots that the contract's examples name.
      { warehouse: 'OSL', item: 'MILK', quantity: 500, lot: 'M-77', expires: daysOn(30) },
      { warehouse: 'OSL', item: 'MILK', quantity: 500, lot: 'M-78', expires: daysOn(30) },
      { warehouse: 'OSL', item: 'CREAM', quantity: 2_000, lot: `C-${label}-1`, expires: daysOn(14) },
      { warehouse: 'OSL', item: 'BERRY', quantity: 150, lot: `B-${label}-0`, expires: daysOn(-3) },
      { warehouse: 'OSL', item: 'BUTTER', quantity: 400, lot: `BU-${label}-1` },
      { warehouse: 'OSL', item: 'CRATE', quantity: 500 },
      { warehouse: 'OSL', item: 'WHEY', quantity: 5_000 },
      { warehouse: 'OSL', item: 'TIN', quantity: 10_000 },
      { warehouse: 'OSL', item: 'CULTURE', quantity: 50_000 },
      { warehouse: 'OSL', item: 'CUP', quantity: 4_000_000 },
      { warehouse: 'OSL', item: 'LID', quantity: 4_000_000 },
    ],
    orders: [
      ...osloOrders.map(({ number, item, quantity }) => ({
        name: osloOrder(calendar, number),
        warehouse: 'OSL',
        item,
        quantity,
      })),
      { name: osloOrder(calendar, 91), warehouse: 'OSL', item: 'YOGHURT-NATURAL', quantity: 300 },
      { name: osloOrder(calendar, 92), warehouse: 'OSL', item: 'YOGHURT-NATURAL', quantity: 200 },
      { name: osloOrder(calendar, 93), warehouse: 'OSL', item: 'YOGHURT-NATURAL', quantity: 200 },
      ...osloFormulaOrders.map((number) => ({
        name: osloOrder(calendar, number),
        warehouse: 'OSL',
        item: 'FORMULA-1',
        quantity: 400,
      })),
      // Not part of the day: for whoever tries the gateway by hand.
      { name: 'OSL/MO/1001', warehouse: 'OSL', item: 'YOGHURT-NATURAL', quantity: 1_000 },
      { name: 'OSL/MO/1002', warehouse: 'OSL', item: 'YOGHURT-NATURAL', quantity: 1_000 },
      { name: 'OSL/MO/1003', warehouse: 'OSL', item: 'FORMULA-1', quantity: 1_000 },
    ],
    customers: [{ code: 'FJORD', name: 'Fjord Grocers' }],
    // Came the day before, so that its delivery has a name when the day begins.
    salesOrders: [
      {
        reference: osloShopOrder(calendar, 1),
        warehouse: 'OSL',
        customer: 'FJORD',
        lines: [{ item: 'BUTTER', quantity: 100 }],
      },
      // Waits for formula that the laboratory releases.
      {
        reference: osloFormulaShopOrder(calendar),
        warehouse: 'OSL',
        customer: 'FJORD',
        lines: [{ item: 'FORMULA-1', quantity: 250 }],
      },
    ],
    suppliers: [{ code: 'NORDIC', name: 'Nordic Supply' }],
    purchaseOrders: [
      {
        name: osloPurchaseOrder(calendar),
        warehouse: 'OSL',
        supplier: 'NORDIC',
        lines: [{ item: 'VANILLA', quantity: 100 }],
      },
      {
        name: osloOpenPurchaseOrder(calendar),
        warehouse: 'OSL',
        supplier: 'NORDIC',
        lines: [{ item: 'VANILLA', quantity: 50 }],
      },
    ],
  };
}
