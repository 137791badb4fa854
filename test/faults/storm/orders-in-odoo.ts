import type { OdooAdmin } from '../../../odoo/admin.ts';

/** An order as the suite compares it: read through Odoo's own API, not by the gateway's question. */
export interface PlainOrder {
  status: 'open' | 'done' | 'cancelled';
  parts: PlainPart[];
}

export interface PlainPart {
  part: string;
  status: string;
  quantity: number;
  produced: number;
  components: { item: string; quantity: number; recorded: number }[];
  operations: { operation: string; status: string }[];
}

interface Production {
  id: number;
  name: string;
  state: string;
  product_qty: number;
  qty_produced: number;
  production_group_id: [number, string] | false;
  move_raw_ids: number[];
  workorder_ids: number[];
}
interface Move {
  id: number;
  product_id: [number, string];
  product_uom_qty: number;
  quantity: number;
  state: string;
}
interface WorkOrder {
  id: number;
  name: string;
  state: string;
}

export const statuses: Record<string, string> = {
  confirmed: 'released',
  progress: 'in-progress',
  to_close: 'to-close',
  done: 'done',
  cancel: 'cancelled',
};
const operationStatuses: Record<string, string> = { progress: 'in-progress' };

/** A cancelled part does not count, whether Odoo still has it or somebody removed it. */
export const isNotCancelled = ({ status }: Pick<PlainPart, 'status'>): boolean => status !== 'cancelled';

const isOpen = (state: string) => state !== 'done' && state !== 'cancel';

/** All orders of a product that were ever confirmed, by the name of their family. */
export async function ordersInOdoo(odoo: OdooAdmin, product: string): Promise<Map<string, PlainOrder>> {
  const productions = await odoo.search<Production>(
    'mrp.production',
    [
      ['product_id.default_code', '=', product],
      ['state', '!=', 'draft'],
    ],
    ['name', 'state', 'product_qty', 'qty_produced', 'production_group_id', 'move_raw_ids', 'workorder_ids'],
    { order: 'backorder_sequence, id' },
  );
  const open = productions.filter(({ state }) => isOpen(state));
  const moves = await odoo.search<Move>(
    'stock.move',
    [['id', 'in', open.flatMap(({ move_raw_ids }) => move_raw_ids)]],
    ['product_id', 'product_uom_qty', 'quantity', 'state'],
    { order: 'sequence, id' },
  );
  const codes = await codesOf(
    odoo,
    moves.map(({ product_id }) => product_id[0]),
  );
  const workOrders = await odoo.search<WorkOrder>(
    'mrp.workorder',
    [['id', 'in', open.flatMap(({ workorder_ids }) => workorder_ids)]],
    ['name', 'state'],
    { order: 'sequence, id' },
  );
  const partOf = (one: Production): PlainPart => ({
    part: one.name,
    status: statuses[one.state] ?? one.state,
    quantity: one.product_qty,
    produced: one.qty_produced,
    components: !isOpen(one.state)
      ? []
      : moves
          .filter(({ id, state }) => one.move_raw_ids.includes(id) && isOpen(state))
          .map((move) => ({
            item: codes.get(move.product_id[0]) ?? '',
            quantity: move.product_uom_qty,
            recorded: move.quantity,
          })),
    operations: !isOpen(one.state)
      ? []
      : workOrders
          .filter(({ id, state }) => one.workorder_ids.includes(id) && state !== 'cancel')
          .map(({ name, state }) => ({ operation: name, status: operationStatuses[state] ?? state })),
  });
  const families = Map.groupBy(productions, ({ production_group_id: group }) => (group ? group[1] : ''));
  return new Map(
    [...families].map(([name, family]) => {
      const anyOpen = family.some(({ state }) => isOpen(state));
      const done = family.some(({ state }) => state === 'done');
      const status = anyOpen ? 'open' : done ? 'done' : 'cancelled';
      return [name, { status, parts: family.map(partOf).filter(isNotCancelled) }];
    }),
  );
}

async function codesOf(odoo: OdooAdmin, ids: number[]): Promise<Map<number, string>> {
  const products = await odoo.search<{ id: number; default_code: string }>(
    'product.product',
    [['id', 'in', ids]],
    ['default_code'],
  );
  return new Map(products.map(({ id, default_code }) => [id, default_code]));
}
