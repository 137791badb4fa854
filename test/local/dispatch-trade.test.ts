import { describe } from 'vitest';
import { stockTold } from '../odoo/dispatch/stock.ts';
import { openFloor } from '../odoo/open-floor.ts';
import { standInWorld } from '../worlds/stand-in.ts';

describe('what plants are told, on the stand-in', () => {
  const floor = openFloor(standInWorld);

  describe('stock', () => stockTold(floor));
});
