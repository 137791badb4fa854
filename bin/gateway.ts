import { gatewayApp } from '../lib/gateway-app.ts';
import { GatewayStage } from '../lib/gateway-stage.ts';

/** A mistake in the owner's data is a message for people, not a stack trace. */
const told = (error: unknown): never => {
  if (!(error instanceof Error) || !/^(Plant|Partner|Environment) "/.test(error.message)) throw error;
  console.error(error.message);
  process.exit(1);
};
const { environments } = await import('../environments/index.ts').catch(told);

/** The environments that can be deployed. `local` is for one machine, and `npm start` synthesizes it. */
const app = await gatewayApp();

for (const environment of environments) if (environment.name !== 'local') new GatewayStage(app, environment);

app.synth();
