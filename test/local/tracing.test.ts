import { tracingSuite } from '../odoo/tracing.suite.ts';
import { standInWorld } from '../worlds/stand-in.ts';

tracingSuite(() => standInWorld());
