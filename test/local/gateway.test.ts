import { fakeOdooBackend } from '../backends/fake-odoo.ts';
import { gateSuite } from '../e2e/gate.suite.ts';
import { gatewaySuite } from '../e2e/gateway.suite.ts';

gatewaySuite(() => fakeOdooBackend());
gateSuite(() => fakeOdooBackend());
