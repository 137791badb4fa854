import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook as Verifier } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { type EndpointAnswer, httpPost, signedHeaders } from '../../lambdas/outbound/webhooks/post.ts';
import { pushing } from '../fakes/pushing.ts';

const open: { close: (() => void)[] } = { close: [] };
afterEach(() => {
  for (const close of open.close.splice(0)) close();
});

const serve = async (
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<string> => {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => answer(request, response, body));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  open.close.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?of=acme`;
};

const client = (more: { timeoutMs?: number; loopback?: boolean } = {}) => {
  const { post, close } = httpPost({ timeoutMs: 5_000, loopback: true, ...more });
  open.close.push(close);
  return post;
};

describe('a post', () => {
  it('answers the status and when to come again, and follows no redirect', async () => {
    const seen: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      seen.push(request.url);
      response.writeHead(seen.length === 1 ? 429 : 307, { 'retry-after': '7', location: '/elsewhere' }).end();
    });
    const post = client();
    expect(await post(url, {}, '{}')).toEqual({ status: 429, retryAfter: '7' });
    expect(await post(url, {}, '{}')).toEqual({ status: 307, retryAfter: '7' });
    expect(seen).toEqual(['/hook?of=acme', '/hook?of=acme']);
  });

  it('does not wait longer than it may', async () => {
    const url = await serve(() => {});
    expect(await client({ timeoutMs: 50 })(url, {}, '{}')).toEqual({ broken: 'TimeoutError' });
  });

  it('names what broke a connection', async () => {
    const url = await serve((request) => request.socket.destroy());
    expect(await client()(url, {}, '{}')).toEqual({ broken: 'ECONNRESET' });
    expect(await client()('http://127.0.0.1:1/', {}, '{}')).toEqual({ broken: 'ECONNREFUSED' });
  });

  it('goes by the head of an answer that never ends, and cuts it off', async () => {
    let cut: (() => void) | undefined;
    const closed = new Promise<void>((resolve) => {
      cut = resolve;
    });
    const url = await serve((_, response) => {
      response.on('close', () => cut?.());
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    expect(await client()(url, {}, '{}')).toEqual({ status: 200, retryAfter: undefined });
    await closed;
  });

  it.each([
    'https://127.0.0.1/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[::1]/',
    'https://[::ffff:7f00:1]/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://localhost/',
    'http://8.8.8.8/',
  ])('to %s is refused where partners are elsewhere', async (url) => {
    expect(await client({ loopback: false })(url, {}, '{}')).toEqual({ broken: 'ADDRESS_REFUSED' });
  });
});

describe('what is posted', () => {
  it('is verified by the published package', async () => {
    const secrets = [randomBytes(24), randomBytes(64)];
    const body = JSON.stringify({ specversion: '1.0', data: 'æøå €' });
    const verified: unknown[] = [];
    const url = await serve((request, response, got) => {
      for (const secret of secrets)
        verified.push(
          new Verifier(`whsec_${secret.toString('base64')}`).verify(
            got,
            request.headers as Record<string, string>,
          ),
        );
      response
        .writeHead(request.headers['content-type'] === 'application/cloudevents+json' ? 204 : 415)
        .end();
    });
    const headers = signedHeaders({ id: 'oslo.1', body }, new Date(), secrets);
    expect(await client()(url, headers, body)).toMatchObject({ status: 204 });
    expect(verified).toEqual([JSON.parse(body), JSON.parse(body)]);
  });
});

describe('an endpoint on the network that fails three times in ten', () => {
  it('gets every message at least once, signed, of each entity in order', async () => {
    const fixture = pushing();
    await fixture.run();
    const published = new Map<string, number[]>();
    for (let index = 0; index < 200; index += 1) {
      const entity = `entity ${index % 15}`;
      const [sequence = 0] = await fixture.publish(entity);
      published.set(entity, [...(published.get(entity) ?? []), sequence]);
    }
    let calls = 0;
    fixture.consumer.answer = () => {
      calls += 1;
      const [failure] = [
        [{ status: 500 }],
        [{ status: 429, retryAfter: '1' }],
        // Took it, and its answer is lost.
        [{ broken: 'ECONNRESET' }],
      ][calls % 10] ?? [{ status: 204 }];
      return failure as EndpointAnswer;
    };
    const url = await serve((request, response, body) => {
      const answer = fixture.consumer.take(request.headers as Record<string, string>, body);
      if ('broken' in answer) request.socket.destroy();
      else
        response
          .writeHead(answer.status, answer.retryAfter ? { 'retry-after': answer.retryAfter } : {})
          .end();
    });
    const post = client();
    for (let minute = 0; minute < 600; minute += 1) {
      await fixture.run({ post: (_, headers, body) => post(url, headers, body) });
      const { position, waiting } = await fixture.line();
      if (position === 200 && waiting.length === 0) break;
      fixture.pass(60);
    }
    expect(fixture.consumer.strange).toEqual([]);
    const received = Map.groupBy(fixture.consumer.received, ({ entity }) => entity);
    for (const [entity, sequences] of published) {
      const of = received.get(entity)?.map(({ sequence }) => sequence) ?? [];
      expect([...new Set(of)]).toEqual(sequences);
    }
    expect(calls).toBeGreaterThan(250);
  });
});
