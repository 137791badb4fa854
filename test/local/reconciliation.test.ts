import { reconciliationSuite } from '../odoo/reconciliation.suite.ts';
import { standInWorld } from '../worlds/stand-in.ts';

reconciliationSuite(async () => ({ world: await standInWorld() }), { people: false });
