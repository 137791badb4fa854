import { bookingSuite } from '../odoo/booking.suite.ts';
import { standInWorld } from '../worlds/stand-in.ts';

bookingSuite(() => standInWorld());
