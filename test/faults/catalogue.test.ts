import { realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { catalogueSuite } from './catalogue.suite.ts';

catalogueSuite(async () => realOdooFromEnvironment(), { seed: Number(process.env.FAULT_SEED ?? 1) });
