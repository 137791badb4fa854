import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle, functionNames, serviceOf } from '../lib/bundle.ts';
import { startLocalGateway } from '../local/run/local-gateway.ts';
import { odooOrFake } from '../local/run/odoo-or-fake.ts';
import { sizeOf } from '../scripts/bundle-report.ts';
import { IsolatedFunction } from '../test/isolated/isolated-function.ts';

/**
 * Measures how long each function takes to start, alone with its archive: `node bench/starts.ts [starts]`. From the start of
 * the process until it asks Lambda's Runtime API for its first event, so Node's own start is in it; a process that imports
 * nothing is measured beside them. Functions take turns, so a busy moment of the machine meets all of them.
 */
const starts = Number(process.argv[2] ?? 5);
const dataDir = mkdtempSync(join(tmpdir(), 'starts-'));
const odoo = await odooOrFake(join(dataDir, 'fake-odoo'), new Date(), () => {});
const gateway = await startLocalGateway({ dataDir, odoo: odoo.address });
const { cloud } = gateway;

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN);
};

const nothing = {
  name: 'nothing',
  code: join(import.meta.dirname, '..', 'test', 'isolated', 'nothing'),
  handler: 'index.handler',
  memory: 128,
  variables: {},
};
const candidates = functionNames.flatMap((entry) => {
  const name = cloud.functions.find(
    (each) => cloud.describe(each).variables.POWERTOOLS_SERVICE_NAME === serviceOf(entry),
  );
  if (!name) return [];
  const { directory, ...about } = cloud.describe(name);
  return { entry, size: sizeOf(bundle(entry)), what: { name, code: directory, ...about } };
});
const measured = new Map<string, { ms: number[]; mebibytes: number[] }>();
const measure = async (
  label: string,
  what: ConstructorParameters<typeof IsolatedFunction>[0],
): Promise<void> => {
  const isolated = new IsolatedFunction(what);
  const figures = measured.get(label) ?? { ms: [], mebibytes: [] };
  measured.set(label, figures);
  try {
    figures.ms.push(await isolated.start());
    figures.mebibytes.push(isolated.peakMebibytes());
  } finally {
    await isolated.remove();
  }
};

try {
  for (let round = 0; round < starts; round += 1) {
    await measure('nothing', nothing);
    for (const { entry, what } of candidates) await measure(entry, what);
  }
} finally {
  await gateway.stop();
  await odoo.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

const [cpu] = cpus();
console.log(
  `${cpus().length} × ${cpu?.model.trim()}, Node ${process.versions.node}; medians of ${starts} starts`,
);
const rowOf = (label: string) => {
  const { ms = [], mebibytes = [] } = measured.get(label) ?? {};
  return { 'start ms': median(ms), 'memory MiB': median(mebibytes) };
};
// biome-ignore lint/suspicious/noConsole: the table is what the command is for
console.table({
  nothing: rowOf('nothing'),
  ...Object.fromEntries(
    candidates.map(({ entry, size }) => [
      entry,
      { ...rowOf(entry), 'kB at start': size.kilobytes, 'most of it': size.most },
    ]),
  ),
});
