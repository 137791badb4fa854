import { describe } from 'vitest';
import { productionOrdersTold } from '../odoo/dispatch/production-orders.ts';
import { openFloor } from '../odoo/open-floor.ts';
import { standInWorld } from '../worlds/stand-in.ts';

describe('production orders that plants are told of, on the stand-in', () => {
  productionOrdersTold(openFloor(standInWorld));
});
