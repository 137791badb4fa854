import { documentsSuite } from '../e2e/documents.suite.ts';
import { fakeOdooWorld } from '../worlds/fake-odoo.ts';

documentsSuite(() => fakeOdooWorld());
