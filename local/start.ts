import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dataFolder } from './run/endpoint.ts';
import { howToGoOn } from './run/how-to-go-on.ts';
import { startLocalGateway } from './run/local-gateway.ts';
import { odooOrFake } from './run/odoo-or-fake.ts';
import { printLots } from './run/sample-lots.ts';
import { printOutcomes, runSampleDay } from './run/sample-run.ts';

/**
 * Runs the gateway on this machine: `npm start`. `--no-sample` leaves the sample day out. PORT (8080) and
 * LOCAL_DATA (.local) are honoured; with ODOO_URL, ODOO_DB and ODOO_API_KEY it books in a real Odoo.
 */
const say = (line: string) => console.log(line);
const fail = (error: unknown): never => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
};
const options = (): { noSample: boolean; port: number } => {
  try {
    const { values } = parseArgs({ options: { 'no-sample': { type: 'boolean', default: false } } });
    const port = Number(process.env.PORT ?? 8080);
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new Error(`PORT is "${process.env.PORT}" and must be a number from 0 to 65535`);
    return { noSample: values['no-sample'], port };
  } catch (error) {
    return fail(error);
  }
};
const { noSample, port } = options();
const started = performance.now();
const dataDir = dataFolder();
const now = new Date();

/** What to do about the errors that people meet at a start. */
const remedyOf = ({ code, message }: NodeJS.ErrnoException): string => {
  if (code === 'EADDRINUSE') return `port ${port} is taken: set PORT to another, or stop what uses it`;
  if (message.includes('another local cloud is using'))
    return `${message}: stop that one, or set LOCAL_DATA to another folder`;
  return message;
};
const odoo = await odooOrFake(join(dataDir, 'fake-odoo'), now, say).catch(fail);
const gateway = await startLocalGateway({
  dataDir,
  port,
  odoo: odoo.address,
  // One execution environment per function, four kept warm, some 38 MB each. Measured after the sample day: 410 MiB with
  // four, 470 with five, 540 with eight, and the day takes as long.
  cloud: { atOnce: 1, keepAtMost: 4 },
}).catch(async (error: unknown) => {
  await odoo.stop();
  return fail(error instanceof Error ? remedyOf(error) : error);
});
say(`gateway on ${gateway.url}, ready in ${((performance.now() - started) / 1000).toFixed(1)} s`);

let stopping = false;
const stop = async () => {
  if (stopping) process.exit(1);
  stopping = true;
  say('stopping; everything is kept in the data folder');
  await gateway.stop();
  await odoo.stop();
  process.exit(0);
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);

const hasSampleData = noSample ? false : await odoo.hasSampleData().catch((error: Error) => error);
if (noSample) say('sample day left out');
else if (hasSampleData instanceof Error) say(`sample day left out: ${hasSampleData.message}`);
else if (!hasSampleData)
  say(
    'sample day left out: no sample orders found; `npm run odoo:seed -- local/sample/master-data.ts` makes them',
  );
else {
  say('a sample day of three plants:');
  try {
    printOutcomes(await runSampleDay(gateway, now, await odoo.sampleDelivery(), say), say);
    await printLots(gateway, now, say);
  } catch (error) {
    if (!stopping) say(`the sample day broke off: ${error instanceof Error ? error.message : error}`);
  }
}
if (!stopping) howToGoOn(gateway, say);
