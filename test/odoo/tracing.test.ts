import { realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { tracingSuite } from './tracing.suite.ts';

tracingSuite(async () => realOdooFromEnvironment());
