import type { MasterData } from '../../../odoo/master-data.ts';
import type { Calendar } from '../calendar.ts';

const kg = 'uom.product_uom_kgm';
const litres = 'uom.product_uom_litre';
const pieces = 'uom.product_uom_unit';

/** Kilograms of cream or litres of lotion of each order. */
export const lyonOrders = [
  50, 40, 60, 80, 50, 40, 60, 50, 80, 40, 60, 50, 40, 80, 60, 50, 40, 60, 50, 80, 40, 60,
].map((quantity, index) => ({
  number: index + 1,
  item: index % 2 === 0 ? 'CREAM-DAY' : 'LOTION-BODY',
  quantity,
}));

export const lyonOrder = (calendar: Calendar, number: number): string =>
  `LYO/MO/${calendar.label}${String(number).padStart(2, '0')}`;

/** What the plant scans. */
export const barcodes = {
  'CREAM-DAY': '3760123400016',
  'LOTION-BODY': '3760123400023',
  'OIL-ALMOND': '3760123400030',
  'WAX-BEE': '3760123400047',
  GLYCERINE: '3760123400054',
  'JAR-50': '3760123400061',
  'BOTTLE-200': '3760123400078',
} as const;

/** Cosmetics. Bottles arrive in Odoo a day late, so they go below zero during the day. */
export function lyonMasterData(calendar: Calendar): MasterData {
  const { label, daysOn } = calendar;
  return {
    warehouses: [{ code: 'LYO', name: 'Lyon Cosmetics' }],
    scrapReasons: ['Spilled', 'Wrong colour'],
    items: [
      { code: 'CREAM-DAY', name: 'Day cream', uom: kg, tracking: 'lot', expires: true },
      { code: 'LOTION-BODY', name: 'Body lotion', uom: litres, tracking: 'lot', expires: true },
      { code: 'OIL-ALMOND', name: 'Almond oil', uom: litres, tracking: 'lot', expires: true },
      { code: 'WAX-BEE', name: 'Beeswax', uom: kg, tracking: 'none' },
      { code: 'GLYCERINE', name: 'Glycerine', uom: kg, tracking: 'none' },
      { code: 'JAR-50', name: 'Jar 50 g', uom: pieces, tracking: 'none' },
      { code: 'BOTTLE-200', name: 'Bottle 200 ml', uom: pieces, tracking: 'none' },
    ].map(
      (item) =>
        ({ ...item, barcode: barcodes[item.code as keyof typeof barcodes] }) as MasterData['items'][0],
    ),
    boms: [
      {
        item: 'CREAM-DAY',
        quantity: 10,
        components: [
          { item: 'OIL-ALMOND', quantity: 5 },
          { item: 'WAX-BEE', quantity: 2 },
          { item: 'GLYCERINE', quantity: 3 },
          { item: 'JAR-50', quantity: 200 },
        ],
      },
      {
        item: 'LOTION-BODY',
        quantity: 10,
        components: [
          { item: 'OIL-ALMOND', quantity: 1 },
          { item: 'GLYCERINE', quantity: 2 },
          { item: 'BOTTLE-200', quantity: 50 },
        ],
      },
    ],
    stock: [
      { warehouse: 'LYO', item: 'OIL-ALMOND', quantity: 500, lot: `OIL-${label}-1`, expires: daysOn(200) },
      { warehouse: 'LYO', item: 'OIL-ALMOND', quantity: 400, lot: `OIL-${label}-2`, expires: daysOn(230) },
      { warehouse: 'LYO', item: 'OIL-ALMOND', quantity: 300, lot: `OIL-${label}-3`, expires: daysOn(260) },
      { warehouse: 'LYO', item: 'WAX-BEE', quantity: 20_000 },
      { warehouse: 'LYO', item: 'GLYCERINE', quantity: 40_000 },
      { warehouse: 'LYO', item: 'JAR-50', quantity: 1_000_000 },
      { warehouse: 'LYO', item: 'BOTTLE-200', quantity: 1_000 },
    ],
    orders: [
      ...lyonOrders.map(({ number, item, quantity }) => ({
        name: lyonOrder(calendar, number),
        warehouse: 'LYO',
        item,
        quantity,
      })),
      // Released to the plant before planning confirmed it: its first report is refused.
      { name: lyonOrder(calendar, 90), warehouse: 'LYO', item: 'CREAM-DAY', quantity: 20, confirmed: false },
      // Not part of the day: for whoever tries the gateway by hand.
      { name: 'LYO/MO/3001', warehouse: 'LYO', item: 'CREAM-DAY', quantity: 100 },
    ],
  };
}
