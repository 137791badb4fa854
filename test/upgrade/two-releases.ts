import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { EventKey } from '../../events/envelope.ts';
import type { MessageToSend } from '../../lambdas/posting/plant-queue.ts';
import type { FakeOdoo } from '../fakes/fake-odoo.ts';
import type { FifoQueue } from '../fakes/fifo-queue.ts';
import { Spine } from '../fakes/spine.ts';

/** What a release does with events. `now` is its clock. */
export interface Release {
  now: Date;
  accept(events: unknown[]): Promise<{ status: string }[]>;
  acceptInTheEnd(events: unknown[], dieAt: number): Promise<{ status: string }[]>;
  post(dieAt?: number): Promise<unknown>;
  sweep(): Promise<void>;
  decide(action: 'retry' | 'skip', eventKey: EventKey): Promise<unknown>;
}

/** What is outside of the functions, and the same for every release. */
export interface World {
  client: DynamoDBDocumentClient;
  queue: FifoQueue;
  odoo: FakeOdoo;
}

/** A message as commit 863c5cd has it in its memory. In SQS the two releases read and write the same body. */
type OldMessage = Omit<MessageToSend, 'orderingKey'> & { stream: string };

/** The plant queue, as that commit's code uses it. */
const oldQueue = (queue: FifoQueue) => ({
  send: (plant: string, messages: readonly OldMessage[]) =>
    queue.send(
      plant,
      messages.map(({ stream, ...message }) => ({ ...message, orderingKey: stream })),
    ),
  receive: () =>
    queue.receive().map(({ message: { orderingKey, ...message }, ...received }) => ({
      ...received,
      message: { ...message, stream: orderingKey },
    })),
  delete: (messageId: string) => queue.delete(messageId),
  release: (messageId: string) => queue.release(messageId),
});

interface OldModule {
  Spine: new () => Release & { watch(): Promise<void> };
  dynamoLedger: (client: DynamoDBDocumentClient, table: string) => unknown;
}

/** The code of commit 863c5cd, which `make-release.mjs` bundled. It finds its packages in this checkout. */
const code = async (): Promise<OldModule> => {
  const folder = join(import.meta.dirname, '..', '..', '.bundles');
  const file = join(folder, '863c5cd-release.mjs');
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, gunzipSync(readFileSync(join(import.meta.dirname, '863c5cd-release.mjs.gz'))));
  return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as OldModule;
};

export const releaseBefore = async ({ client, queue, odoo }: World): Promise<Release> => {
  const { Spine: OldSpine, dynamoLedger } = await code();
  const old = new OldSpine();
  Object.assign(old, {
    ledger: dynamoLedger(client, 'ledger'),
    queue: oldQueue(queue),
    odoo,
    sweep: () => old.watch(),
  });
  return old;
};

export const releaseWith = (eventStore: Spine['eventStore'], { queue, odoo }: World): Release =>
  Object.assign(new Spine(eventStore), { queue, odoo });
