import { documentsSuite } from '../e2e/documents.suite.ts';
import { standInWorld } from '../worlds/stand-in.ts';

documentsSuite(() => standInWorld());
