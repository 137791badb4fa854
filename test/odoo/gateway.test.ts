import { gatewaySuite } from '../e2e/gateway.suite.ts';
import { realOdooFromEnvironment } from '../worlds/real-odoo.ts';

gatewaySuite(async () => realOdooFromEnvironment());
