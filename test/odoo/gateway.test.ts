import { realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { gatewaySuite } from '../e2e/gateway.suite.ts';
import { qualityHoldSuite } from '../e2e/quality-hold.suite.ts';

gatewaySuite(async () => realOdooFromEnvironment());
qualityHoldSuite(async () => realOdooFromEnvironment());
