import { feedSuite } from '../e2e/feed.suite.ts';
import { fakeOdooWorld } from '../worlds/fake-odoo.ts';

feedSuite(() => fakeOdooWorld());
