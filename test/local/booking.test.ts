import { fakeOdooBackend } from '../backends/fake-odoo.ts';
import { bookingSuite } from '../odoo/booking.suite.ts';

bookingSuite(() => fakeOdooBackend(), { onFake: true });
