import { gateSuite } from '../e2e/gate.suite.ts';
import { gatewaySuite } from '../e2e/gateway.suite.ts';
import { realOdooFromEnvironment } from '../worlds/real-odoo.ts';

gatewaySuite(async () => realOdooFromEnvironment());
gateSuite(async () => realOdooFromEnvironment());
