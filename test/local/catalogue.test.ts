import { typesNotModelled } from '../../local/fake-odoo/modelled.ts';
import { fakeOdooBackend } from '../backends/fake-odoo.ts';
import { catalogueSuite } from '../faults/catalogue.suite.ts';

catalogueSuite(() => fakeOdooBackend({ latencyMs: 20 }), {
  seed: 3,
  shortWaits: true,
  notModelled: typesNotModelled,
});
