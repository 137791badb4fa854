import { fakeOdooBackend } from '../backends/fake-odoo.ts';
import { tracingSuite } from '../odoo/tracing.suite.ts';

tracingSuite(() => fakeOdooBackend(), { onFake: true });
