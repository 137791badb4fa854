import { dev, local, prod, test } from '../lib/environments.ts';
import { gatewayApp } from '../lib/gateway-app.ts';
import { GatewayStage } from '../lib/gateway-stage.ts';

const app = await gatewayApp();

new GatewayStage(app, dev);
new GatewayStage(app, test);
new GatewayStage(app, prod);
new GatewayStage(app, local);

app.synth();
