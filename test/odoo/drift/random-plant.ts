import type { BillOfMaterials, MasterData, StockLevel } from '../../../odoo/master-data.ts';
import { KG, OTHER_WAREHOUSE, UNIT, WAREHOUSE } from '../shop-floor.ts';
import type { Chance } from './chance.ts';

export interface Part {
  code: string;
  uom: string;
  tracking: 'none' | 'lot' | 'serial';
  lots: string[];
}

export interface RandomPlant {
  master: MasterData;
  components: Part[];
  products: Part[];
  orders: { name: string; product: Part; components: Part[]; quantity: number }[];
}

/** Items of every kind, in short supply and shared by all orders, so that orders take each other's stock away. */
export function randomPlant(tag: string, chance: Chance, orderCount: number): RandomPlant {
  const stock: StockLevel[] = [];
  const components = Array.from({ length: 8 }, (_, index) => component(`${tag}-C${index}`, chance, stock));
  const products = Array.from({ length: 6 }, (_, index): Part => {
    const tracking = chance.pick(['none', 'none', 'lot', 'serial'] as const);
    const uom = tracking === 'serial' ? UNIT : chance.pick([KG, UNIT]);
    return { code: `${tag}-P${index}`, uom, tracking, lots: [] };
  });
  const boms = products.map((product) => recipe(product, components, chance));
  const orders = Array.from({ length: orderCount }, (_, index) => {
    const product = chance.pick(products);
    const bom = boms.find(({ item }) => item === product.code);
    return {
      name: `${chance.pick(['OSL/MO/', 'X-'])}${tag}-${index}`,
      product,
      components: components.filter(({ code }) => bom?.components.some(({ item }) => item === code)),
      quantity: product.uom === UNIT ? chance.upTo(12) : chance.amount(30),
    };
  });
  return {
    components,
    products,
    orders,
    master: {
      warehouses: [
        { code: WAREHOUSE, name: 'Oslo' },
        { code: OTHER_WAREHOUSE, name: 'Gdansk' },
      ],
      scrapReasons: ['Burst'],
      items: [...components, ...products].map(({ code, uom, tracking }) => ({
        code,
        name: `Item ${code}`,
        uom,
        tracking,
        expires: tracking === 'lot' && chance.percent(50),
        ...(chance.percent(30) && { barcode: `B${code}` }),
      })),
      boms,
      stock,
      orders: orders.map(({ name, product, quantity }) => ({
        name,
        warehouse: chance.percent(5) ? OTHER_WAREHOUSE : WAREHOUSE,
        item: product.code,
        quantity,
        confirmed: !chance.percent(5),
      })),
    },
  };
}

function component(code: string, chance: Chance, stock: StockLevel[]): Part {
  const tracking = chance.pick(['none', 'none', 'none', 'lot', 'lot', 'lot', 'serial'] as const);
  const uom = tracking === 'serial' ? UNIT : chance.pick([KG, UNIT]);
  const at = { warehouse: WAREHOUSE, item: code };
  if (tracking === 'none') {
    if (chance.percent(80)) stock.push({ ...at, quantity: chance.amount(300) });
    return { code, uom, tracking, lots: [] };
  }
  const lots = Array.from({ length: tracking === 'lot' ? 3 : 15 }, (_, index) => `${code}/${100 + index}`);
  for (const lot of lots) {
    const expires = new Date(Date.now() + chance.pick([-2, 3, 30]) * 24 * 3_600_000).toISOString();
    stock.push({ ...at, lot, quantity: tracking === 'lot' ? 20 + chance.upTo(150) : 1, expires });
  }
  return { code, uom, tracking, lots };
}

/** Serials go into pieces one by one; a fraction of a serial is no case of any plant. */
function recipe(product: Part, components: Part[], chance: Chance): BillOfMaterials {
  const suitable = components.filter(({ tracking }) => product.uom === UNIT || tracking !== 'serial');
  const chosen = new Set(Array.from({ length: 3 }, () => chance.pick(suitable)));
  const hasSerials = [...chosen].some(({ tracking }) => tracking === 'serial');
  return {
    item: product.code,
    quantity: hasSerials ? 1 : chance.pick([1, 1, 10, 3]),
    consumption: chance.pick(['warning', 'warning', 'flexible', 'strict'] as const),
    components: [...chosen].map(({ code, tracking }) => ({
      item: code,
      quantity: tracking === 'serial' ? 1 : chance.pick([1, 2, 0.5, 0.33, 7, 0.01]),
    })),
  };
}
