import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MessageDraft, publishMessages } from '../../lambdas/outbound/feed/append.ts';
import { dynamoFeed } from '../../lambdas/outbound/feed/dynamo-feed.ts';
import type { Feed } from '../../lambdas/outbound/feed/feed.ts';
import type { TestBackend } from '../backends/test-backend.ts';
import { answerAsPublished } from '../fakes/as-published.ts';
import { orderMessage } from '../fakes/reader.ts';
import { Plant, until } from './plant.ts';

interface Page {
  messages: { subject: string; sequence: string; data: { order: string } }[];
  next: number;
  more: boolean;
  acknowledged: number;
}

/** Messages to plants, from the feed's table to the partner's key. */
export function feedSuite(makeBackend: () => Promise<TestBackend>): void {
  describe('messages to a plant', () => {
    let plant: Plant;
    let feed: Feed;
    beforeAll(async () => {
      plant = await Plant.open(await makeBackend());
      const client = new DynamoDBClient({
        endpoint: plant.gateway.cloud.awsUrl,
        region: 'eu-central-1',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      });
      feed = dynamoFeed(
        DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
        'opg-local-feed',
      );
    }, 120_000);
    afterAll(() => plant?.close());

    const publish = (...drafts: MessageDraft[]) =>
      publishMessages('oslo', drafts, { feed, clock: () => new Date(), keepDays: 90 });
    const end = async (): Promise<number> => (await feed.head('oslo'))?.applied ?? 0;

    const read = async (query: string, partner = 'oslo-mes') => {
      const answer = await plant.get(`/v1/plants/oslo/feed${query}`, partner);
      answerAsPublished(answer.status === 200 ? 'feedPage' : 'problem', answer.body);
      return { ...answer, page: answer.body as unknown as Page };
    };

    const acknowledge = async (body: object, partner = 'oslo-mes') => {
      const response = await fetch(`${plant.gateway.url}/v1/plants/oslo/feed/ack`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': plant.gateway.keys[partner] ?? '' },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };

    it('is read page by page, acknowledged with references, and gone on with', async () => {
      const orders = [1, 2, 3].map(() => plant.name('OSL/MO/'));
      const before = await end();
      await publish(
        ...orders.map((order) => orderMessage(order)),
        orderMessage(plant.name('X'), { name: 'event.posted' }),
      );
      const had: string[] = [];
      for (let after = before, more = true; more; ) {
        const { page } = await read(`?after=${after}&limit=2`);
        had.push(...page.messages.map(({ subject }) => subject).filter((each) => orders.includes(each)));
        ({ next: after, more } = page);
      }
      expect(had).toEqual(orders);
      const second = (await read(`?after=${before}`)).page.messages.find(
        ({ subject }) => subject === orders[1],
      );
      const sequence = Number(second?.sequence);
      expect(await acknowledge({ sequence, reference: 'WO-2' })).toMatchObject({
        status: 200,
        body: { acknowledged: sequence, reference: { sequence, text: 'WO-2' } },
      });
      expect((await acknowledge({ sequence: sequence - 1 })).status).toBe(409);
      const { page } = await read('');
      expect(page.acknowledged).toBe(sequence);
      expect(page.messages[0]?.subject).toBe(orders[2]);
      const published = await plant.cli('feed', 'oslo');
      expect([published.code, published.out]).toEqual([
        0,
        expect.stringMatching(/oslo-mes .* last reference WO-2 for/),
      ]);
      const one = await plant.cli('feed', 'oslo', String(sequence));
      expect([one.code, one.out]).toEqual([0, expect.stringContaining('"reference": "WO-2"')]);
    });

    it('is shown to those who may read it', async () => {
      const [mine, others] = [plant.name('PO'), plant.name('PO')];
      const about = (subject: string, supplier: string) =>
        orderMessage(subject, {
          name: 'purchase-order.changed',
          supplier,
          thing: { kind: 'note', name: subject },
        });
      const before = await end();
      await publish(about(others, 'OTHER'), about(mine, 'NORDIC'), about(plant.name('PO'), 'OTHER'));
      const { body } = await plant.get(`/v1/plants/oslo/feed?after=${before}`, 'nordic-supply');
      expect(body).toMatchObject({ messages: [{ subject: mine }], more: false });
      expect(Number(body.next)).toBeGreaterThanOrEqual(before + 3);
      expect((await read('', 'oslo-shop')).status).toBe(403);
      expect((await read('', 'gdansk-mes')).status).toBe(404);
      expect((await read('', 'nobody')).status).toBe(401);
    });

    it('is in orders and stock, which say where to go on', async () => {
      const order = plant.name('OSL/MO/');
      await publish(orderMessage(order));
      const path = `/v1/plants/oslo/orders/${encodeURIComponent(order)}`;
      // The index by names is written after the entity.
      const found = await until(async () => {
        const answer = await plant.get(path);
        return answer.status === 200 ? answer : undefined;
      });
      answerAsPublished('order', found.body);
      const etag = found.headers.get('etag') ?? '';
      const again = await fetch(`${plant.gateway.url}${path}`, {
        headers: { 'x-api-key': plant.gateway.keys['oslo-mes'] ?? '', 'if-none-match': etag },
      });
      expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
      const list = await plant.get('/v1/plants/oslo/orders?status=released&limit=500');
      answerAsPublished('orders', list.body);
      expect(list.body.orders).toContainEqual(expect.objectContaining({ order, status: 'released' }));
      expect(Number(list.body.sequence)).toBeGreaterThanOrEqual(Number(found.body.sequence));
      expect((await plant.get('/v1/plants/oslo/stock?item=MILK')).status).toBe(200);
      expect((await plant.get('/v1/plants/oslo/stock', 'baltic-wms')).status).toBe(403);
      expect((await plant.get('/v1/plants/oslo/orders?status=odd')).status).toBe(400);
    });

    it('is refused at a position of another gateway', async () => {
      const beyond = (await end()) + 1_000_000;
      expect((await read(`?after=${beyond}`)).status).toBe(422);
      expect((await acknowledge({ sequence: beyond })).status).toBe(422);
    });
  });
}
