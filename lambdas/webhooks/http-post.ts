import { lookup } from 'node:dns';
import * as http from 'node:http';
import * as https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublic } from './addresses.ts';
import type { Answer, Post } from './post.ts';

export interface PostOptions {
  timeoutMs: number;
  /** also to this machine, and without encryption: where everything runs on one */
  loopback: boolean;
}

/** Of an answer nothing is read but its head; what comes after it is let through up to here, then cut off. */
const longestAnswer = 64 * 1024;
const connectionsAtMost = 8;

class Refused extends Error {
  readonly code = 'ADDRESS_REFUSED';
}

/** Looks a name up and refuses it when any of its addresses is not public. The connection goes to what was checked. */
const publicLookup: LookupFunction = (hostname, options, callback) =>
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error) return callback(error, '', 0);
    if (!first || addresses.some(({ address }) => !isPublic(address)))
      return callback(new Refused(`${hostname} is not public`), '', 0);
    return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
  });

/** Posts over connections that are kept until `close`. Redirects are not followed; errors are answers. */
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
    return new Promise<Answer>((resolve) => {
      const broken = (error: Error & { code?: string }) =>
        resolve({ broken: error.name === 'AbortError' ? 'TimeoutError' : (error.code ?? error.name) });
      const calling = request(
        url,
        {
          method: 'POST',
          headers: { ...headers, 'content-length': Buffer.byteLength(body) },
          agent: agents[url.protocol as keyof typeof agents],
          signal: AbortSignal.timeout(timeoutMs),
          ...(!loopback && { lookup: publicLookup }),
        },
        (response) => {
          const { statusCode = 0, headers: given } = response;
          resolve({ status: statusCode, retryAfter: given['retry-after'] });
          let length = 0;
          response.on('data', (chunk: Buffer) => {
            length += chunk.length;
            if (length > longestAnswer) response.destroy();
          });
          // The answer stands by its head, whatever becomes of the rest.
          response.on('error', () => {});
        },
      );
      calling.on('error', broken);
      calling.end(body);
    });
  };
  return {
    post,
    close: () => {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
};
