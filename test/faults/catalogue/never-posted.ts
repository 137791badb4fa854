import { type Chapter, Reporter, type Scene } from './chapter.ts';

/** Events that are never posted to Odoo: kept in the event store, for history. */
export async function neverPosted({ run }: Scene): Promise<Chapter> {
  const began = Date.now() - 3600_000;
  const reporter = new Reporter(`${run}-T`, began);
  const at = (minutes: number) => new Date(began + minutes * 60_000).toISOString();
  const machine = `${run}-PRESS`;
  for (const [index, state] of (['setup', 'running', 'fault', 'running'] as const).entries())
    reporter.report('mes', 'machine.state-changed', { machine, state, since: at(index * 10) });
  reporter.report('mes', 'telemetry.archived', {
    machine,
    from: at(0),
    to: at(40),
    dataref: `s3://telemetry/${machine}.parquet`,
    mediaType: 'application/vnd.apache.parquet',
    rows: 2400,
    sha256: 'ab'.repeat(32),
  });
  const whole = { snapshot: `${run}-S`, asOf: at(40), part: 1, parts: 1 };
  reporter.report('wms', 'stock.snapshotted', { ...whole, balances: [] });
  reporter.report('mes', 'production-order.snapshotted', { ...whole, orders: [] });
  reporter.report('mes', 'day.closed', {
    date: at(40).slice(0, 10),
    systems: [{ system: 'mes', totals: [] }],
  });
  return { sendings: reporter.sendings, differences: async () => [] };
}
