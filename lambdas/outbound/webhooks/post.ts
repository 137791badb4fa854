import { createHmac } from 'node:crypto';
import { lookup } from 'node:dns';
import * as http from 'node:http';
import * as https from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** One POST to an endpoint. Never throws: an answer of any status is an answer, and `broken` is the error's code. */
export type Post = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
) => Promise<EndpointAnswer>;

export type EndpointAnswer = { status: number; retryAfter?: string | undefined } | { broken: string };

export interface PostOptions {
  timeoutMs: number;
  /** allows this machine as target, and plain HTTP; for the local run */
  loopback: boolean;
}

/** Bytes of an answer's body that are received and ignored. The connection is closed after more. */
const longestAnswer = 64 * 1024;
const connectionsAtMost = 8;

/** Posts over connections that stay open until `close`. Redirects are not followed; errors become answers. */
export const httpPost = ({ timeoutMs, loopback }: PostOptions): { post: Post; close(): void } => {
  const options = { keepAlive: true, maxSockets: connectionsAtMost };
  const agents = { 'https:': new https.Agent(options), 'http:': new http.Agent(options) };
  const refused = ({ protocol, hostname }: URL): boolean => {
    if (loopback) return protocol !== 'https:' && protocol !== 'http:';
    const host = hostname.replace(/^\[|\]$/g, '');
    return protocol !== 'https:' || (isIP(host) !== 0 && !isPublic(host));
  };

  const post: Post = (address, headers, body) => {
    const url = new URL(address);
    if (refused(url)) return Promise.resolve({ broken: 'ADDRESS_REFUSED' });
    const { request } = url.protocol === 'https:' ? https : http;
    return new Promise<EndpointAnswer>((resolve) => {
      const broken = (error: Error & { code?: string }) =>
        resolve({ broken: error.name === 'AbortError' ? 'TimeoutError' : (error.code ?? error.name) });
      const outgoing = request(
        url,
        {
          method: 'POST',
          headers: { ...headers, 'content-length': Buffer.byteLength(body) },
          agent: agents[url.protocol as keyof typeof agents],
          signal: AbortSignal.timeout(timeoutMs),
          ...(!loopback && { lookup: publicLookup }),
        },
        (response) => {
          const { statusCode = 0, headers: answered } = response;
          resolve({ status: statusCode, retryAfter: answered['retry-after'] });
          let length = 0;
          response.on('data', (chunk: Buffer) => {
            length += chunk.length;
            if (length > longestAnswer) response.destroy();
          });
          // The status was received, so an error of the body changes nothing.
          response.on('error', () => {});
        },
      );
      outgoing.on('error', broken);
      outgoing.end(body);
    });
  };
  return {
    post,
    close: () => {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
};

class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';
}

/**
 * Looks up a host name and refuses it when any of its addresses is not public. The connection goes to the checked
 * address, so that a second lookup cannot answer another one.
 */
const publicLookup: LookupFunction = (hostname, options, callback) =>
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error) return callback(error, '', 0);
    if (!first || addresses.some(({ address }) => !isPublic(address)))
      return callback(new AddressRefused(`${hostname} is not public`), '', 0);
    return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
  });

/** Networks that no webhook may reach: loopback, private and special ones, and tunnels into them. */
const closed = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  closed.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  // Teredo, benchmarking, documentation and 6to4. The other special networks are outside 2000::/3.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  closed.addSubnet(network, prefix, 'ipv6');

/** IPv6 addresses of the public internet. IPv4-mapped addresses are not among them. */
const open = new BlockList();
open.addSubnet('2000::', 3, 'ipv6');

/** True when messages may be sent to this IP address. */
export const isPublic = (address: string): boolean => {
  const version = isIP(address);
  if (version === 4) return !closed.check(address, 'ipv4');
  return version === 6 && open.check(address, 'ipv6') && !closed.check(address, 'ipv6');
};

export type DeliveryOutcome =
  | { is: 'delivered' }
  /** not delivered; the message is tried again by the retry table */
  | { is: 'failed'; why: string }
  /** the endpoint asks for a pause until then; not a failed try of any message */
  | { is: 'slowed'; until: Date }
  /** the endpoint answered 410: it wants no more messages */
  | { is: 'gone' };

/** Pause after 429 without `Retry-After`. Short, because the limit may be over at once. */
const pauseSeconds = 30;
/** Longest pause, whatever the endpoint asks for. */
const longestPauseSeconds = 3600;

/** The meaning of an endpoint's answer. Redirects are not followed, so they are failures. */
export const deliveryOutcome = (answer: EndpointAnswer, now: Date): DeliveryOutcome => {
  if ('broken' in answer) return { is: 'failed', why: answer.broken };
  const { status, retryAfter } = answer;
  if (status >= 200 && status < 300) return { is: 'delivered' };
  if (status === 410) return { is: 'gone' };
  const asked = retryAfter === undefined ? undefined : secondsOf(retryAfter, now);
  if (status === 429 || (status === 503 && asked !== undefined)) {
    const seconds = Math.min(Math.max(asked ?? pauseSeconds, 1), longestPauseSeconds);
    return { is: 'slowed', until: new Date(now.getTime() + seconds * 1000) };
  }
  return { is: 'failed', why: `status ${status}` };
};

/** `Retry-After` is a number of seconds or a date. */
const secondsOf = (retryAfter: string, now: Date): number | undefined => {
  if (/^\d+$/.test(retryAfter.trim())) return Number(retryAfter);
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : (date - now.getTime()) / 1000;
};

/** `Content-Type` of a CloudEvent in structured JSON. */
const contentType = 'application/cloudevents+json';

/**
 * Headers of Standard Webhooks 1.0, with one signature per secret: during a rotation the partner may have either
 * secret. Signs with Node's HMAC, because the package `standardwebhooks` signs in pure JavaScript. The tests verify
 * with it.
 */
export const signedHeaders = (
  { id, body }: { id: string; body: string },
  now: Date,
  secrets: readonly Buffer[],
): Record<string, string> => {
  const timestamp = Math.floor(now.getTime() / 1000);
  const signature = (secret: Buffer) =>
    `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  return {
    'content-type': contentType,
    'user-agent': 'odoo-plant-gateway',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': secrets.map(signature).join(' '),
  };
};
