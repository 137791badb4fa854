import { tracingOverHttp } from '../e2e/tracing.suite.ts';
import { standInWorld } from '../worlds/stand-in.ts';

tracingOverHttp(() => standInWorld());
