import { realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { gateSuite } from '../e2e/gate.suite.ts';
import { gatewaySuite } from '../e2e/gateway.suite.ts';

gatewaySuite(async () => realOdooFromEnvironment());
gateSuite(async () => realOdooFromEnvironment());
