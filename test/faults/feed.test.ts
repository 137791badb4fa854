import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { dynamoFeed } from '../../lambdas/outbound/feed/dynamo-feed.ts';
import { randomNumbers } from '../../local/sample/random.ts';
import { realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { gatewayUnderTest, names } from './gateway.ts';
import { printFigures } from './scenario.ts';
import { ordersInOdoo } from './storm/orders-in-odoo.ts';
import { Planners } from './storm/planners.ts';
import { replayed, wholeFeed } from './storm/replay.ts';
import { shop } from './storm/shop.ts';

const seed = Number(process.env.FAULT_SEED ?? 1);
/** How long the planners plan. */
const seconds = Number(process.env.STORM_SECONDS ?? 300);
const plant = 'oslo';

test(
  'four planners make, change, split, complete and cancel orders while reading is killed at random: the feed replays to their current state',
  async () => {
    const backend = await realOdooFromEnvironment();
    const { product, masterData } = shop(`F${Date.now().toString(36).slice(-6).toUpperCase()}`);
    await backend.seed(masterData);
    const { url, database, apiKey } = backend;
    const gateway = await gatewayUnderTest({ url, database, apiKey });
    const random = randomNumbers(seed);
    const poll = () => gateway.cloud.invoke(names.dispatchFunction, { plant });
    const planners = new Planners(
      { url, database, apiKey, adminApiKey: adminKey() },
      { product, warehouse: 'OSL' },
      seed,
    );
    const figures = { polls: 0, kills: 0, lost: 0 };
    try {
      const planning = planners.work(4);
      const until = Date.now() + seconds * 1000;
      while (Date.now() < until) {
        // Two at a time now and then: a run that is late, or a change notification.
        const polls = Promise.allSettled(random() < 0.2 ? [poll(), poll()] : [poll()]);
        if (random() < 0.4) {
          await pause(random() * 600);
          if (await gateway.cloud.killWorker(names.dispatchFunction)) figures.kills += 1;
        }
        const ended = await polls;
        figures.polls += ended.length;
        figures.lost += ended.filter(({ status }) => status === 'rejected').length;
      }
      planners.stop();
      await planning;
      await poll();
      await poll();

      const client = new DynamoDBClient({
        endpoint: gateway.cloud.awsUrl,
        region: 'eu-central-1',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      });
      const messages = await wholeFeed(dynamoFeed(DynamoDBDocumentClient.from(client), names.feed), plant);
      printFigures('the feed under a storm of planners', {
        ...figures,
        messages: messages.length,
        ...planners.done,
      });

      expect(messages.map(({ sequence }) => sequence)).toEqual(messages.map((_, index) => index + 1));
      for (const [thing, of] of Map.groupBy(messages, ({ thing: { kind, name } }) => `${kind}/${name}`))
        for (const [index, { hash }] of of.entries())
          expect(hash, `${thing} reads the same twice in a row`).not.toBe(of[index - 1]?.hash);

      const inOdoo = await ordersInOdoo(backend.odoo, product);
      const inFeed = replayed(messages, product);
      // Cancelled before any poll, or removed since: the plant knows of none, or that it is cancelled.
      for (const [name, order] of inOdoo)
        if (order.status === 'cancelled' && !inFeed.has(name)) inOdoo.delete(name);
      for (const [name, order] of inFeed)
        if (!inOdoo.has(name)) {
          expect(order.status, name).toBe('cancelled');
          inFeed.delete(name);
        }
      expect(Object.fromEntries(inFeed)).toEqual(Object.fromEntries(inOdoo));
      expect(figures.kills).toBeGreaterThan(seconds / 30);
      for (const act of ['create', 'quantity', 'split', 'start', 'complete', 'cancel', 'remove'])
        expect(planners.done[act], act).toBeGreaterThan(0);
    } finally {
      planners.stop();
      await gateway.stop();
      await backend.close();
    }
  },
  (seconds + 180) * 1000,
);

function adminKey(): string {
  const key = process.env.ODOO_ADMIN_API_KEY;
  if (!key) throw new Error('set ODOO_ADMIN_API_KEY');
  return key;
}
