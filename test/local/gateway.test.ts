import { gateSuite } from '../e2e/gate.suite.ts';
import { gatewaySuite } from '../e2e/gateway.suite.ts';
import { fakeOdooWorld } from '../worlds/fake-odoo.ts';

gatewaySuite(() => fakeOdooWorld());
gateSuite(() => fakeOdooWorld());
