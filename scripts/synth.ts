import '../lib/plain-errors.ts';

import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { environments } from '../environments/index.ts';
import { functionNames } from '../lib/bundle.ts';
import { gatewayApp } from '../lib/gateway-app.ts';
import { GatewayStage } from '../lib/gateway-stage.ts';
import { bundleReport } from './bundle-report.ts';
import { parsed } from './stop.ts';
import { lintTemplates } from './templates/lint.ts';

/**
 * Synthesizes environments without an AWS account, checks them against the security rules, and prints the size of
 * every Lambda bundle. `--env NAME` takes only that one (may be repeated), `--out DIR` says where to.
 */
const { values } = parsed('npm run synth -- [--env NAME]… [--out DIR]', () =>
  parseArgs({
    options: {
      env: { type: 'string', multiple: true },
      out: { type: 'string', default: 'cdk.out' },
    },
  }),
);

const wanted = environments.filter(({ name }) => !values.env || values.env.includes(name));
const unknown = (values.env ?? []).filter((name) => !environments.some((known) => known.name === name));
if (unknown.length > 0) {
  console.error(
    `No environment ${unknown.join(', ')}: there are ${environments.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(2);
}

const started = performance.now();
// Old templates must not linger; but a folder that holds anything else is not ours to clear.
if (
  existsSync(values.out) &&
  readdirSync(values.out).length > 0 &&
  !existsSync(join(values.out, 'cdk.out'))
) {
  console.error(
    `${values.out} holds other things than synthesized templates; name another folder with --out.`,
  );
  process.exit(2);
}
rmSync(values.out, { recursive: true, force: true });
// The rules look after what is deployed; a run on one machine starts half a second sooner without them.
const app = await gatewayApp({ outdir: values.out, checked: wanted.some(({ name }) => name !== 'local') });
for (const environment of wanted) new GatewayStage(app, environment);
const assembly = app.synth();

const stacks = assembly.nestedAssemblies.flatMap(({ nestedAssembly }) => nestedAssembly.stacks);
const tookMs = Math.round(performance.now() - started);
console.log(
  `${stacks.length} stacks of ${wanted.map(({ name }) => name).join(', ')} in ${values.out}, ${tookMs} ms`,
);
// `npm start` synthesizes `local` only, and waits for it.
if (wanted.some(({ name }) => name !== 'local')) process.exitCode = lintTemplates(values);
if (!values.env) process.exitCode ||= bundleReport(functionNames);
