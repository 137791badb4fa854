import { realOdooFromEnvironment } from '../worlds/real-odoo.ts';
import { reconciliationSuite } from './reconciliation.suite.ts';
import { atHandOfOdoo } from './reconciling/by-hand.ts';

reconciliationSuite(async () => {
  const world = realOdooFromEnvironment();
  return { world, hand: atHandOfOdoo(world.odoo) };
});
