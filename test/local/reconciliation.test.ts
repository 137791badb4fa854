import { reconciliationSuite } from '../odoo/reconciliation.suite.ts';
import { fakeOdooWorld } from '../worlds/fake-odoo.ts';

reconciliationSuite(async () => ({ world: await fakeOdooWorld() }), { people: false });
