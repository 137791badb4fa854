import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { type MessageDraft, publishMessages } from '../../lambdas/outbound/feed/append.ts';
import { dynamoFeed } from '../../lambdas/outbound/feed/dynamo-feed.ts';
import { startLocalGateway } from '../../local/run/local-gateway.ts';
import { randomNumbers } from '../../local/sample/random.ts';
import { fakeOdooBackend } from '../backends/fake-odoo.ts';
import { until } from '../faults/until.ts';

interface Arrival {
  id: string;
  subject: string;
  sequence: number;
  taken: boolean;
}

const plant = 'oslo';
const pushing = 'opg-local-webhooks';

/** An endpoint that fails three times in ten: it answers an error, or takes the message and closes the connection. */
const fallible = async (secretOf: () => Promise<string>) => {
  const random = randomNumbers(7);
  const failed = new Set<string>();
  const arrivals: Arrival[] = [];
  const unsigned: unknown[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    try {
      new Webhook(await secretOf()).verify(body, request.headers as Record<string, string>);
    } catch (error) {
      unsigned.push(error);
    }
    const { id, subject, sequence } = JSON.parse(body) as { id: string; subject: string; sequence: string };
    // The second failure of a message would be tried again after five minutes only.
    const fails = !failed.has(id) && random() < 0.3;
    if (fails) failed.add(id);
    const torn = fails && random() < 0.5;
    arrivals.push({ id, subject, sequence: Number(sequence), taken: !fails || torn });
    if (torn) request.socket.destroy();
    else response.writeHead(fails ? 500 : 204).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/gateway`;
  return { url, arrivals, unsigned, failed, close: () => server.close() };
};

const placed = (order: string, version: number): MessageDraft => ({
  name: 'purchase-order.placed',
  subject: order,
  thing: { kind: 'purchase-order', name: order },
  data: { plant, order, version },
  hash: `${order} ${version}`,
  supplier: 'NORDIC',
});

it('a partner whose endpoint fails three times in ten gets every message of its own, signed, of each entity in order', async () => {
  const backend = await fakeOdooBackend();
  const dataDir = mkdtempSync(join(tmpdir(), 'gateway-'));
  let secret = async (): Promise<string> => '';
  const endpoint = await fallible(() => secret());
  process.env.WEBHOOK_URL = endpoint.url;
  const gateway = await startLocalGateway({ dataDir, odoo: backend }).finally(() => {
    delete process.env.WEBHOOK_URL;
  });
  const aws = {
    endpoint: gateway.cloud.awsUrl,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  secret = async () => {
    const SecretId = 'opg-local/webhook/nordic-supply';
    const { SecretString = '{}' } = await new SecretsManagerClient(aws).send(
      new GetSecretValueCommand({ SecretId }),
    );
    return `whsec_${(JSON.parse(SecretString) as { current: string }).current}`;
  };
  const feed = dynamoFeed(DynamoDBDocumentClient.from(new DynamoDBClient(aws)), 'opg-local-feed');
  const deps = { feed, clock: () => new Date(), keepDays: 90 };
  const push = () => gateway.cloud.invoke(pushing, { plant }).catch(() => undefined);
  try {
    // A webhook begins where the feed ends when it is first run.
    await push();
    const own: MessageDraft[] = [];
    for (let version = 1; version <= 5; version++)
      for (let order = 1; order <= 8; order++) own.push(placed(`P${order}`, version));
    const others = own.map((draft) => ({
      ...draft,
      thing: { kind: 'other', name: draft.hash },
      supplier: 'BALTIC',
    }));
    await publishMessages(
      plant,
      own.flatMap((draft, index) => [draft, others[index] as MessageDraft]),
      deps,
    );
    const expected = (await feed.after(plant, 0, 1000)).filter(({ supplier }) => supplier === 'NORDIC');

    const killed = push();
    await until('the endpoint is called', () => endpoint.arrivals.length > 5);
    await gateway.cloud.killWorker(pushing);
    await killed;
    await until(
      'everything has arrived',
      async () => {
        await push();
        const taken = new Set(endpoint.arrivals.filter((each) => each.taken).map(({ sequence }) => sequence));
        return expected.every(({ sequence }) => taken.has(sequence));
      },
      { atMostMs: 240_000, everyMs: 1_000 },
    );

    expect(endpoint.unsigned).toEqual([]);
    expect(endpoint.failed.size).toBeGreaterThan(5);
    const sequences = new Set(expected.map(({ sequence }) => sequence));
    expect(endpoint.arrivals.filter(({ sequence }) => !sequences.has(sequence))).toEqual([]);
    for (const [subject, of] of Map.groupBy(endpoint.arrivals, (each) => each.subject)) {
      const first = [...new Set(of.filter(({ taken }) => taken).map(({ sequence }) => sequence))];
      expect(first, subject).toEqual(first.toSorted((a, b) => a - b));
      expect(first, subject).toHaveLength(5);
    }
  } finally {
    endpoint.close();
    await gateway.stop();
    await backend.close();
    rmSync(dataDir, { recursive: true });
  }
}, 400_000);
