import { feedSuite } from '../e2e/feed.suite.ts';
import { standInWorld } from '../worlds/stand-in.ts';

feedSuite(() => standInWorld());
