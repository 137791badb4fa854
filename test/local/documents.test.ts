import { fakeOdooBackend } from '../backends/fake-odoo.ts';
import { documentsSuite } from '../e2e/documents.suite.ts';

documentsSuite(() => fakeOdooBackend());
