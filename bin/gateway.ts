import { dev, prod, test } from '../environments/index.ts';
import { gatewayApp } from '../lib/gateway-app.ts';
import { GatewayStage } from '../lib/gateway-stage.ts';

/** What can be deployed. The environment `local` is for one machine and is synthesized by `npm start`. */
const app = await gatewayApp();

new GatewayStage(app, dev);
new GatewayStage(app, test);
new GatewayStage(app, prod);

app.synth();
