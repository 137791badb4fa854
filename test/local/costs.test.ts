import { costsSuite } from '../odoo/costs.suite.ts';
import { standInWorld } from '../worlds/stand-in.ts';

costsSuite(() => standInWorld());
