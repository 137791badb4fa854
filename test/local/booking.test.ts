import { bookingSuite } from '../odoo/booking.suite.ts';
import { fakeOdooWorld } from '../worlds/fake-odoo.ts';

bookingSuite(() => fakeOdooWorld(), { onFake: true });
