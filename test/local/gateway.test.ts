import { gatewaySuite } from '../e2e/gateway.suite.ts';
import { standInWorld } from '../worlds/stand-in.ts';

gatewaySuite(() => standInWorld());
