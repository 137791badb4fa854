import { realOdooFromEnvironment } from '../worlds/real-odoo.ts';
import { bookingSuite } from './booking.suite.ts';

bookingSuite(async () => realOdooFromEnvironment());
