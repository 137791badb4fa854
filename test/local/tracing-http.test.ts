import { tracingOverHttp } from '../e2e/tracing.suite.ts';
import { fakeOdooWorld } from '../worlds/fake-odoo.ts';

tracingOverHttp(() => fakeOdooWorld());
