import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { prod } from '../../environments/index.ts';

const root = join(import.meta.dirname, '..', '..');

interface Call {
  service: 'sts' | 'lambda';
  region: string;
  path: string;
  body: string;
}

/** `npm run operate` in a shell, with AWS behind an address of this machine. For the `describe` it is called in. */
export const operateInShell = () => {
  const shell = {
    calls: [] as Call[],
    /** of the credentials */
    account: '',
    /** of the operate function */
    answer: (_command: Record<string, unknown>): object => ({}),
    operate: (words: string[], more: Record<string, string> = {}) => {
      const env = {
        PATH: process.env.PATH ?? '',
        HOME: '/nowhere',
        AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
        AWS_ACCESS_KEY_ID: 'x',
        AWS_SECRET_ACCESS_KEY: 'y',
        ...more,
      };
      return new Promise<{ code: number; out: string }>((done) =>
        execFile(
          process.execPath,
          [join(root, 'scripts', 'operate.ts'), ...words],
          { env, cwd: root },
          (error, stdout, stderr) => done({ code: Number(error?.code ?? 0), out: stdout + stderr }),
        ),
      );
    },
  };
  let aws: Server;
  beforeEach(async () => {
    shell.calls = [];
    shell.account = prod.account ?? '';
    shell.answer = () => ({ ok: true, said: 'oslo works' });
    aws = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const [, region = '', service] = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(
        request.headers.authorization ?? '',
      ) ?? ['', '', ''];
      shell.calls.push({ service: service as Call['service'], region, path: request.url ?? '', body });
      if (service === 'sts')
        return response
          .writeHead(200, { 'content-type': 'text/xml' })
          .end(
            `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Account>${shell.account}</Account><Arn>arn:aws:sts::${shell.account}:assumed-role/operator/ola</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`,
          );
      return response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(shell.answer(JSON.parse(body))));
    });
    await new Promise<void>((listening) => aws.listen(0, '127.0.0.1', listening));
  });
  afterEach(async () => {
    aws.closeAllConnections();
    await new Promise((closed) => aws.close(closed));
  });
  return shell;
};
