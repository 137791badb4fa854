import { tracingOverHttp } from '../e2e/tracing.suite.ts';
import { realOdooFromEnvironment } from '../worlds/real-odoo.ts';

tracingOverHttp(async () => realOdooFromEnvironment());
