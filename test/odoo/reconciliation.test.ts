import { realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { reconciliationSuite } from './reconciliation.suite.ts';
import { atHandOfOdoo } from './reconciling/by-hand.ts';

reconciliationSuite(async () => {
  const backend = realOdooFromEnvironment();
  return { backend, hand: atHandOfOdoo(backend.odoo) };
});
