import { fakeOdooBackend } from '../backends/fake-odoo.ts';
import { gatewaySuite } from '../e2e/gateway.suite.ts';
import { qualityHoldSuite } from '../e2e/quality-hold.suite.ts';

gatewaySuite(() => fakeOdooBackend());
qualityHoldSuite(() => fakeOdooBackend());
