import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { batchGet } from '../../lambdas/platform/batch-get.ts';
import { dynamoCodeMapping } from '../../lambdas/posting/code-mapping/dynamo-code-mapping.ts';
import { inMemoryCodeMapping } from '../fakes/in-memory-code-mapping.ts';
import { onEachEngine, tableOf } from '../fakes/on-each-engine.ts';
import { codeMappingSuite } from './code-mapping.suite.ts';

const remembered = inMemoryCodeMapping();
codeMappingSuite('in memory', () => remembered);

onEachEngine(tableOf('crosswalk'), (client) => dynamoCodeMapping(client, 'crosswalk'), codeMappingSuite);

describe('a look-up that DynamoDB throttles', () => {
  type Command = { input: { RequestItems: Record<string, { Keys: { sk: string }[] }> } };
  const keys = Array.from({ length: 150 }, (_, index) => ({ pk: 'CODES#p', sk: String(index) }));
  /** Serves half of the keys of a call if `serves`, else none. */
  const throttling = (serves: boolean) => {
    const calls: number[] = [];
    const send = async ({ input }: Command) => {
      const asked = input.RequestItems.crosswalk?.Keys ?? [];
      calls.push(asked.length);
      const served = serves ? Math.ceil(asked.length / 2) : 0;
      return {
        Responses: { crosswalk: asked.slice(0, served) },
        ...(served < asked.length && { UnprocessedKeys: { crosswalk: { Keys: asked.slice(served) } } }),
      };
    };
    return { calls, client: { send } as unknown as DynamoDBDocumentClient };
  };
  const atOnce = async () => {};

  it('asks again for what was left, never for more than a hundred', async () => {
    const { calls, client } = throttling(true);
    const found = await batchGet(client, 'crosswalk', keys, atOnce);
    expect(found.map(({ sk }) => Number(sk)).sort((a, b) => a - b)).toEqual(keys.map((_, index) => index));
    expect(Math.max(...calls)).toBe(100);
    expect(calls.length).toBeGreaterThan(2);
  });

  it('throws in the end rather than taking what is unread for unlisted', async () => {
    const { client } = throttling(false);
    await expect(batchGet(client, 'crosswalk', keys, atOnce)).rejects.toThrow('unprocessed');
  });
});
