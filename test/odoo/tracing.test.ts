import { realOdooFromEnvironment } from '../worlds/real-odoo.ts';
import { tracingSuite } from './tracing.suite.ts';

tracingSuite(async () => realOdooFromEnvironment());
