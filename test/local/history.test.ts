import { historySuite } from '../odoo/history.suite.ts';
import { standInWorld } from '../worlds/stand-in.ts';

historySuite(() => standInWorld());
