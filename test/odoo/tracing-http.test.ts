import { realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { tracingOverHttp } from '../e2e/tracing.suite.ts';

tracingOverHttp(async () => realOdooFromEnvironment());
