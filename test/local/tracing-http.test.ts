import { fakeOdooBackend } from '../backends/fake-odoo.ts';
import { tracingOverHttp } from '../e2e/tracing.suite.ts';

tracingOverHttp(() => fakeOdooBackend());
