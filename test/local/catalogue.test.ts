import { typesNotModelled } from '../../local/fake-odoo/modelled.ts';
import { catalogueSuite } from '../faults/catalogue.suite.ts';
import { fakeOdooWorld } from '../worlds/fake-odoo.ts';

catalogueSuite(() => fakeOdooWorld({ latencyMs: 20 }), {
  seed: 3,
  impatient: true,
  notModelled: typesNotModelled,
});
