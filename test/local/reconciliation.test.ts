import { fakeOdooBackend } from '../backends/fake-odoo.ts';
import { reconciliationSuite } from '../odoo/reconciliation.suite.ts';

reconciliationSuite(async () => ({ backend: await fakeOdooBackend() }), { people: false });
