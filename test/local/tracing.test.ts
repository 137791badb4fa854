import { tracingSuite } from '../odoo/tracing.suite.ts';
import { fakeOdooWorld } from '../worlds/fake-odoo.ts';

tracingSuite(() => fakeOdooWorld(), { onFake: true });
