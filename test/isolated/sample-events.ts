import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type FunctionName, serviceOf } from '../../lib/bundle.ts';
import type { LocalGateway } from '../../local/run/local-gateway.ts';
import type { OdooAtHand } from '../../local/run/odoo-or-fake.ts';
import { runSampleDay } from '../../local/run/sample-run.ts';

/** Events that each function got in a sample day and some more calls, by function name, earliest first. */
export const eventsOfSampleDay = async (
  gateway: LocalGateway,
  odoo: OdooAtHand,
): Promise<Map<string, unknown[]>> => {
  const { cloud, url, keys } = gateway;
  const events = new Map<string, unknown[]>();
  const stop = cloud.onInvocation((name, event) => {
    events.set(name, [...(events.get(name) ?? []), JSON.parse(event)]);
  });
  try {
    const now = new Date();
    await runSampleDay(gateway, now, await odoo.sampleDelivery(), () => {});
    const call = (path: string, key: string, init: RequestInit = {}) =>
      fetch(`${url}${path}`, { ...init, headers: { 'x-api-key': keys[key] ?? '', ...init.headers } });
    await call('/v1/plants/oslo/events?limit=5', 'oslo-mes');
    await call('/v1/plants/oslo/feed?limit=5', 'oslo-mes');
    await call('/v1/plants/oslo/lots/TRY-1/genealogy', 'oslo-mes');
    await call('/v1/hints/not-the-word', 'oslo-mes', { method: 'POST', body: '{}' });
    const csv = `Kind,Time,Order,Quantity,Unit,Batch,Best before,Last,Reason
GOOD,${now.toISOString()},LYO/MO/3001,12,kg,TRY-5,2027-11-30,N,
`;
    await call('/v1/plants/lyon/documents?mapping=filling', 'lyon-mes', {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: csv,
    });
    const s3 = new S3Client({
      endpoint: cloud.awsUrl,
      region: 'eu-central-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const Bucket = 'opg-local-drop-000000000000-eu-central-1';
    await s3.send(new PutObjectCommand({ Bucket, Key: 'lyon/mes/filling/in/shift.csv', Body: csv }));
    await gateway.operate({ command: 'lanes' });
    for (const job of ['costs', 'reconciliation'] as const)
      await gateway.operate({
        command: 'run',
        job,
        plant: 'oslo',
        requestId: crypto.randomUUID(),
        by: 'test',
      });
    const invoke = (entry: FunctionName, input: object): Promise<unknown> => {
      const named = cloud.functions.find(
        (name) => cloud.describe(name).variables.POWERTOOLS_SERVICE_NAME === serviceOf(entry),
      );
      return cloud.invoke(named ?? entry, input);
    };
    await invoke('poll', { plant: 'oslo' });
    await invoke('outbox-sweeper', {});
    await invoke('webhooks', { plant: 'oslo' });
    return events;
  } finally {
    stop();
  }
};
