import type { Policy, Posting, PostingRow } from '../../lambdas/odoo/posting.ts';
import { kilograms, lotsOf } from './quality-desk.ts';
import { qualityOffice } from './quality-office.ts';
import { KG, type Overrides, posting } from './shop-floor.ts';
import { byPeople, contain } from './watched.ts';

/** A warehouse with the most steps that Odoo has, its plant, and who has to do with its held goods. */
export const steps = 'STEPS';
export const places = {
  hold: `${steps}/Quality hold`,
  stock: `${steps}/Stock`,
  line: `${steps}/Pre-Production`,
  input: `${steps}/Input`,
  packing: `${steps}/Packing Zone`,
};
export const inSteps: Policy = {
  negative_stock: 'refuse',
  gate: { hold: places.hold, rework: `${steps}/Rework`, everything: false, items: [], categories: [] },
};

export interface Made {
  order: string;
  product: string;
  component: string;
}

export function stepsOffice() {
  const office = qualityOffice();
  const { backend, floor, desk, people } = office;

  async function build(): Promise<void> {
    await desk.places();
    await backend.seed({
      warehouses: [{ code: steps, name: 'Steps' }],
      locations: ['Quality hold', 'Rework'].map((name) => ({ name, warehouse: steps, parent: steps })),
      items: [],
    });
    await backend.odoo.call('stock.warehouse', 'write', {
      ids: [await people.idOf('stock.warehouse', [['code', '=', steps]])],
      vals: {
        delivery_steps: 'pick_pack_ship',
        reception_steps: 'three_steps',
        manufacture_steps: 'pbm_sam',
      },
    });
  }

  const book = (event: Posting): Promise<PostingRow> => floor.bookOne({ ...event, warehouse: steps });

  /** An order for 10 kg, of a component with a lot C1 in the stock. */
  async function release({ warehouse = steps, stock = 20 } = {}): Promise<Made> {
    const [order, product, component] = [`${warehouse}/MO`, 'PRODUCT', 'COMPONENT'].map((name) =>
      floor.name(name),
    ) as [string, string, string];
    const tracked = (code: string) => ({ code, name: code, uom: KG, tracking: 'lot' as const });
    await backend.seed({
      warehouses: [{ code: warehouse, name: warehouse }],
      items: [tracked(product), tracked(component)],
      boms: [{ item: product, quantity: 1, components: [{ item: component, quantity: 1 }] }],
      stock: [{ warehouse, item: component, lot: 'C1', quantity: stock }],
      orders: [{ name: order, warehouse, item: product, quantity: 10 }],
    });
    return { order, product, component };
  }

  /** Another order for 10 kg of a product. */
  async function releaseAgain(product: string, warehouse = steps): Promise<string> {
    const order = floor.name(`${warehouse}/MO`);
    await backend.seed({
      warehouses: [{ code: warehouse, name: warehouse }],
      items: [{ code: product, name: product, uom: KG, tracking: 'lot' }],
      orders: [{ name: order, warehouse, item: product, quantity: 10 }],
    });
    return order;
  }

  /** An order in Oslo that makes as much of a by-product as of its product. */
  async function releaseWithByProduct(byProduct: string): Promise<string> {
    const [order, product] = ['OSL/MO', 'MADE'].map((name) => floor.name(name)) as [string, string];
    const items = [{ code: product, name: product, uom: KG, tracking: 'none' as const }];
    const warehouses = [{ code: 'OSL', name: 'Oslo' }];
    await backend.seed({ warehouses, items });
    const kilogram = await backend.odoo.externalId(KG);
    const [made] = await backend.odoo.search<{ id: number; product_tmpl_id: [number, string] }>(
      'product.product',
      [['default_code', '=', product]],
      ['product_tmpl_id'],
    );
    const line = {
      product_id: await people.product(byProduct),
      product_qty: 1,
      product_uom_id: kilogram,
    };
    await backend.odoo.create('mrp.bom', [
      {
        product_tmpl_id: made?.product_tmpl_id[0],
        product_uom_id: kilogram,
        byproduct_ids: [[0, 0, line]],
      },
    ]);
    await backend.seed({
      warehouses,
      items,
      orders: [{ name: order, warehouse: 'OSL', item: product, quantity: 4 }],
    });
    return order;
  }

  /** Goods of an item without an order that would want them. */
  async function stocked(quantity: number): Promise<string> {
    const { component, order } = await release({ stock: quantity });
    const ids = [await people.idOf('mrp.production', [['name', '=', order]])];
    await backend.odoo.call('mrp.production', 'action_cancel', { ids });
    return component;
  }

  /** A sales order; answers the name of its first transfer. */
  async function sell(item: string, quantity: number): Promise<string> {
    const [customer, reference] = ['CUSTOMER', 'SHOP'].map((name) => floor.name(name)) as [string, string];
    await backend.seed({
      warehouses: [{ code: steps, name: steps }],
      items: [{ code: item, name: item, uom: KG, tracking: 'lot' }],
      customers: [{ code: customer, name: customer }],
      salesOrders: [{ reference, warehouse: steps, customer, lines: [{ item, quantity }] }],
    });
    const [first] = await backend.odoo.search<{ id: number; name: string }>(
      'stock.picking',
      [['sale_id.client_order_ref', '=', reference]],
      ['name'],
    );
    return first?.name ?? '';
  }

  /** A person presses Validate on the transfers that wait for it. */
  async function validate(domain: unknown[]): Promise<void> {
    const found = await backend.odoo.search<{ id: number }>(
      'stock.picking',
      [['state', '=', 'assigned'], ...domain],
      [],
    );
    const ids = found.map(({ id }) => id);
    await backend.odoo.call('stock.picking', 'button_validate', { ids, context: { skip_backorder: true } });
  }
  const pickForOrder = ({ component, order }: Pick<Made, 'component' | 'order'>) =>
    validate([
      ['move_ids.product_id.default_code', '=', component],
      ['production_ids.name', '=', order],
    ]);

  /** Where an item lies: {place: {lot: quantity}} */
  async function where(item: string): Promise<Record<string, Record<string, number>>> {
    const quants = await backend.odoo.search<{
      id: number;
      quantity: number;
      lot_id: [number, string];
      location_id: [number, string];
    }>(
      'stock.quant',
      [
        ['product_id.default_code', '=', item],
        ['location_id.usage', 'in', ['internal', 'transit']],
        ['quantity', '!=', 0],
      ],
      ['quantity', 'lot_id', 'location_id'],
    );
    const found: Record<string, Record<string, number>> = {};
    for (const { quantity, lot_id: lot, location_id: location } of quants) {
      const there = found[location[1]] ?? {};
      found[location[1]] = { ...there, [lot[1]]: (there[lot[1]] ?? 0) + quantity };
    }
    return found;
  }

  const lots = (quantity: number, number = 'C1') => [{ number, quantity }];
  const used = (item: string, quantity: number) => [
    { item, quantity: kilograms(quantity), lots: lots(quantity) },
  ];
  const reported = (order: string, value: number, more: object, over: Overrides) =>
    posting(
      'production.reported',
      { order, quantity: kilograms(value), lot: { number: 'L1' }, final: false, ...more },
      { stream: `order/${order}`, policy: inSteps, ...over },
    );
  const issued = (order: string, item: string, value: number, over: Overrides) =>
    posting(
      'material.consumed',
      { order, item, quantity: kilograms(value), lots: lots(value) },
      { stream: `order/${order}`, policy: inSteps, ...over },
    );
  const shipped = (delivery: string, item: string, value: number, over: Overrides) =>
    posting(
      'shipment.confirmed',
      { delivery, lines: [{ item, quantity: kilograms(value), lots: lots(value) }], final: false },
      { stream: `delivery/${delivery}`, policy: inSteps, ...over },
    );
  const scrapped = (order: string, item: string, value: number, over: Overrides) =>
    posting(
      'production.scrapped',
      { order, item, quantity: kilograms(value), lot: 'C1' },
      { stream: `order/${order}`, policy: inSteps, ...over },
    );

  const look = async (warehouse = steps) => (await byPeople(floor, warehouse)).mark;
  const answer = async (item: string, since: string, policy = inSteps, warehouse = steps) =>
    (await contain(floor, { item, policy, warehouse }, since)).flatMap(lotsOf);

  return {
    ...office,
    ...{
      build,
      book,
      release,
      releaseAgain,
      releaseWithByProduct,
      stocked,
      sell,
      validate,
      pickForOrder,
      where,
    },
    ...{ lots, used, reported, issued, shipped, scrapped, look, answer },
  };
}
