import type { OdooAdmin } from '../../odoo/admin.ts';
import type { MachineCount } from './test-backend.ts';

interface Counted {
  id: number;
  name: string;
  production_id?: [number, string];
  x_plant_gateway_count: number;
  x_plant_gateway_scrap_count: number;
  x_plant_gateway_counted_at: string;
}

const counters = [
  'x_plant_gateway_count',
  'x_plant_gateway_scrap_count',
  'x_plant_gateway_counted_at',
] as const;

/** The counters on the parts of an order, and then on their operations, as Odoo keeps them. */
export async function countsOf(odoo: OdooAdmin, order: string): Promise<MachineCount[]> {
  const read = ['x_plant_gateway_counted_at', '!=', false];
  const parts = await odoo.search<Counted>(
    'mrp.production',
    [['production_group_id.name', '=', order], read],
    ['name', ...counters],
    { order: 'backorder_sequence, id' },
  );
  const operations = await odoo.search<Counted>(
    'mrp.workorder',
    [['production_id.production_group_id.name', '=', order], read],
    ['name', 'production_id', ...counters],
    { order: 'id' },
  );
  return [...parts, ...operations].map((counted) => ({
    part: counted.production_id?.[1] ?? counted.name,
    ...(counted.production_id && { operation: counted.name }),
    count: counted.x_plant_gateway_count,
    scrapped: counted.x_plant_gateway_scrap_count,
    at: counted.x_plant_gateway_counted_at,
  }));
}
