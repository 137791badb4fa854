import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { addressIn, answers } from './pipeline/smoke.ts';
import { parsed, stop } from './stop.ts';

const usage =
  'npm run smoke -- OUTPUTS.json: asks the deployed gateway whether it answers; the file is of cdk deploy --outputs-file';
const { values, positionals } = parsed(usage, () =>
  parseArgs({ allowPositionals: true, options: { help: { type: 'boolean', short: 'h' } } }),
);
if (values.help) {
  console.log(usage);
  process.exit(0);
}
const [file] = positionals;
if (!file) stop(usage);
const outputs = parsed(
  usage,
  () => JSON.parse(readFileSync(file as string, 'utf8')) as Parameters<typeof addressIn>[0],
);
const address = addressIn(outputs);
if (!address) stop(`${file} has no output Address or Url of an entrance stack: was it deployed?`);
const failure = await answers(address as string);
if (failure) stop(`${address} does not answer: ${failure}`);
console.log(`${address} answers`);
