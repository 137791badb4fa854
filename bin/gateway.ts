import '../lib/plain-errors.ts';

import { environments } from '../environments/index.ts';
import { gatewayApp } from '../lib/gateway-app.ts';
import { GatewayStage } from '../lib/gateway-stage.ts';

/** The environments that can be deployed. `local` is for one machine, and `npm start` synthesizes it. */
const app = await gatewayApp();

for (const environment of environments) if (environment.name !== 'local') new GatewayStage(app, environment);

app.synth();
