import http from 'node:http';
import type { RawService } from '../aws-endpoint.ts';

/** Passes DynamoDB's calls on as they came; the database checks that they are signed. */
export function dynamoDbProxy(target: string): RawService & { close(): void } {
  const agent = new http.Agent({ keepAlive: true });
  return {
    claims: ({ headers }) => String(headers['x-amz-target'] ?? '').startsWith('DynamoDB'),
    answer: ({ headers, body, url }, response) =>
      new Promise((resolve) => {
        const { host } = new URL(target);
        const outgoing = http.request(
          `${target}${url.pathname}`,
          { method: 'POST', agent, headers: { ...headers, host, 'content-length': body.length } },
          (answer) => {
            response.writeHead(answer.statusCode ?? 502, answer.headers);
            answer.pipe(response).on('close', resolve);
          },
        );
        outgoing.on('error', () => {
          // A cut connection is what a client sees of a database that died: it asks again.
          response.destroy();
          resolve();
        });
        outgoing.end(body);
      }),
    close: () => agent.destroy(),
  };
}
