import { catalogueSuite } from '../faults/catalogue.suite.ts';
import { standInWorld } from '../worlds/stand-in.ts';

catalogueSuite(() => standInWorld({ latencyMs: 20 }), { seed: 3, impatient: true });
