import { gateSuite } from '../e2e/gate.suite.ts';
import { gatewaySuite } from '../e2e/gateway.suite.ts';
import { standInWorld } from '../worlds/stand-in.ts';

gatewaySuite(() => standInWorld());
gateSuite(() => standInWorld());
