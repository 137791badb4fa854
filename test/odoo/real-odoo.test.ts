import { realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { bookingSuite } from './booking.suite.ts';

bookingSuite(async () => realOdooFromEnvironment());
