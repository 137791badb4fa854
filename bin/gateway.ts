import { dev, prod, test } from '../environments/index.ts';
import { gatewayApp } from '../lib/gateway-app.ts';
import { GatewayStage } from '../lib/gateway-stage.ts';

/** The environments that can be deployed. `local` is for one machine, and `npm start` synthesizes it. */
const app = await gatewayApp();

new GatewayStage(app, dev);
new GatewayStage(app, test);
new GatewayStage(app, prod);

app.synth();
