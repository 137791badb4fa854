import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeOdooBackend, fakeOdooBackend } from '../backends/fake-odoo.ts';
import { qualityHoldOfOslo } from '../backends/quality-holds.ts';
import { type FuzzRequest, oversized, requests, story } from '../faults/fuzz/requests.ts';
import { objectionTo } from '../faults/fuzz/verdict.ts';
import { type GatewayUnderTest, gatewayUnderTest } from '../faults/gateway.ts';
import { until } from '../faults/until.ts';

const runs = Number(process.env.FUZZ_RUNS ?? 100);
const seed = Number(process.env.FUZZ_SEED ?? 20_261_123);

describe('the HTTP API of a running gateway', () => {
  let backend: FakeOdooBackend;
  let gateway: GatewayUnderTest;
  const sent = { requests: 0, taken: 0 };
  beforeAll(async () => {
    backend = await fakeOdooBackend();
    await backend.seed(qualityHoldOfOslo);
    await backend.seed(story.masterData);
    gateway = await gatewayUnderTest(backend, true);
  });
  afterAll(async () => {
    await gateway?.stop();
    await backend?.close();
  });

  const objection = async (request: FuzzRequest): Promise<string | undefined> => {
    const { method, path, contentType, idempotencyKey, body } = request;
    for (;;) {
      const response = await fetch(`${gateway.url}${path}`, {
        method,
        headers: {
          'x-api-key': gateway.keys['oslo-mes'] ?? '',
          ...(contentType !== undefined && { 'content-type': contentType }),
          ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
        },
        ...(body !== undefined && { body: body as string }),
      });
      const text = await response.text();
      if (response.status === 429) {
        await pause(50);
        continue;
      }
      sent.requests += 1;
      if (response.status === 202 || response.status === 207) sent.taken += 1;
      return objectionTo(request, response.status, response.headers.get('content-type') ?? '', text);
    }
  };

  test('answers any request with what is wrong with it, never with its own failure', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(requests, { minLength: 8, maxLength: 8 }), async (several) => {
        const objections = await Promise.all(several.map(objection));
        expect(objections.filter(Boolean)).toEqual([]);
      }),
      { numRuns: runs, seed, endOnFailure: true },
    );
    console.log(`fuzz: ${sent.requests} requests, ${sent.taken} taken in wholly or in part`);
  }, 60_000);

  test.each(oversized.map((request, index) => [index, request] as const))(
    'refuses what is too much: %i',
    async (_, request) => {
      expect(await objection(request)).toBeUndefined();
    },
  );

  test('settles what it took in, and no plant queue is held for it', async () => {
    await until('the plant queues are empty', () => gateway.waiting() === 0);
    const states = await gateway.events();
    expect(states.length).toBeGreaterThan(10);
    expect([...new Set(states.map(({ status }) => status))].sort()).not.toContain('accepted');
    expect(states.filter(({ status }) => status === 'posted').length).toBeGreaterThan(0);
    expect(gateway.deadLetters()).toBe(0);
  });
});
