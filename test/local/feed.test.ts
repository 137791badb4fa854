import { fakeOdooBackend } from '../backends/fake-odoo.ts';
import { feedSuite } from '../e2e/feed.suite.ts';

feedSuite(() => fakeOdooBackend());
