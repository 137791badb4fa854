import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { demandItsAccount, deployedEnvironment } from '../../scripts/deployed-environment.ts';
import { lambdaVersions } from '../../scripts/rollback/lambda-versions.ts';
import type { DeployedFunction, FunctionVersions } from '../../scripts/rollback/releases.ts';
import { rollback } from '../../scripts/rollback/rollback.ts';

const version = (number: number, release: string, day = number) => ({
  version: String(number),
  release,
  publishedAt: `2026-11-${String(day).padStart(2, '0')}T10:00:00.000+0000`,
});

/** Three functions after two releases; `post-new` belongs to a plant that came with the second one. */
const afterTwoReleases = (): DeployedFunction[] => [
  {
    name: 'opg-prod-operate',
    live: '3',
    versions: [version(1, 'a'), version(2, 'a', 3), version(3, 'b', 5)],
  },
  { name: 'opg-prod-post-oslo', live: '2', versions: [version(1, 'a', 2), version(2, 'b', 5)] },
  { name: 'opg-prod-post-new', live: '1', versions: [version(1, 'b', 6)] },
];

const deployed = (functions: DeployedFunction[], dies = Number.POSITIVE_INFINITY) => {
  let moves = 0;
  const versions: FunctionVersions = {
    functions: async () => structuredClone(functions),
    moveLive: async (name, to) => {
      moves += 1;
      if (moves > dies) throw new Error('killed');
      functions.splice(
        0,
        functions.length,
        ...functions.map((each) => (each.name === name ? { ...each, live: to } : each)),
      );
    },
  };
  const live = () => Object.fromEntries(functions.map(({ name, live: of }) => [name.slice(9), of]));
  return { versions, live };
};

describe('npm run rollback', () => {
  it('lists the releases, the newest first, and moves nothing', async () => {
    const { versions, live } = deployed(afterTwoReleases());
    const before = live();
    const { ok, lines } = await rollback(versions, 'prod', undefined);
    expect(ok).toBe(true);
    expect(lines.slice(0, 3)).toEqual([
      '2 releases of prod, newest first:',
      '  b  published 2026-11-06T10:00:00  3 functions, live in 3',
      '  a  published 2026-11-03T10:00:00  2 functions',
    ]);
    expect(live()).toEqual(before);
  });

  it.each(['previous', 'a'])(
    'to %s runs the newest version of that release, and says what has none',
    async (to) => {
      const { versions, live } = deployed(afterTwoReleases());
      const { ok, lines } = await rollback(versions, 'prod', to);
      expect(ok).toBe(true);
      expect(live()).toEqual({ operate: '2', 'post-oslo': '1', 'post-new': '1' });
      expect(lines).toContain('opg-prod-post-new: has no version of a and stays as it is');
      expect(lines.join()).toContain('If a plant is new, pause its queue');
      expect(lines.join()).toContain(
        '2 of 3 functions run a: 2 were moved, 0 ran it already; 1 stay as they are',
      );
    },
  );

  it('is finished by the same command when the first run was killed', async () => {
    const functions = afterTwoReleases().map((each) => ({
      ...each,
      versions: [version(0, 'z', 1), ...each.versions],
    }));
    await expect(rollback(deployed(functions, 1).versions, 'prod', 'previous')).rejects.toThrow('killed');
    const { versions, live } = deployed(functions);
    expect((await rollback(versions, 'prod', 'previous')).ok).toBe(true);
    expect(live()).toEqual({ operate: '2', 'post-oslo': '1', 'post-new': '1' });
    expect((await rollback(versions, 'prod', 'b')).ok).toBe(true);
    expect(live()).toEqual({ operate: '3', 'post-oslo': '2', 'post-new': '1' });
  });

  it('moves nothing for a release that there is not, or without a release before', async () => {
    const { versions, live } = deployed(afterTwoReleases());
    const before = live();
    expect(await rollback(versions, 'prod', 'c')).toMatchObject({ ok: false });
    expect(live()).toEqual(before);
    const first = deployed(afterTwoReleases().slice(0, 2));
    await rollback(first.versions, 'prod', 'previous');
    const { ok, lines } = await rollback(first.versions, 'prod', 'previous');
    expect([ok, lines[0]]).toEqual([false, 'there is no release before the live one']);
    expect(first.live()).toEqual({ operate: '2', 'post-oslo': '1' });
    expect(await rollback(deployed([]).versions, 'prod', 'a')).toMatchObject({
      ok: false,
      lines: [expect.stringContaining('check the credentials')],
    });
  });
});

describe('an environment that is named to a command', () => {
  const of = (account: string) => async () => ({ account, arn: 'arn:aws:sts::x' });
  const environment = { name: 'prod', account: '111122223333', region: 'eu-central-1' };

  it('is one that can be deployed, or the answer names those', () => {
    expect(deployedEnvironment('prod').region).toBe('eu-central-1');
    for (const name of ['nope', 'local'])
      expect(() => deployedEnvironment(name)).toThrow(
        `there is no environment ${name}; environments/ has dev, prod, test`,
      );
  });

  it('is left alone by the credentials of another account', async () => {
    await expect(demandItsAccount(environment, of('444455556666'))).rejects.toThrow(
      'the credentials are of account 444455556666, but environment prod is in 111122223333',
    );
    await demandItsAccount(environment, of('111122223333'));
    await demandItsAccount({ name: 'dev', region: 'eu-central-1' }, of('444455556666'));
  });
});

describe('the versions that AWS has', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  it('are read page by page, of this environment only, and an alias is moved', async () => {
    const moved: string[] = [];
    const names = ['opg-dev-operate', 'opg-dev2-operate', 'other', 'opg-dev-post-oslo', 'opg-dev-old'];
    server = createServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://aws');
      const [, name = ''] = /functions\/([^/]+)\//.exec(url.pathname) ?? [];
      const answer = (body: object, status = 200) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const marker = Number(url.searchParams.get('Marker') ?? 0);
        if (/\/functions\/?$/.test(url.pathname))
          return answer({
            Functions: [{ FunctionName: names[marker] }],
            ...(marker + 1 < names.length && { NextMarker: String(marker + 1) }),
          });
        if (request.method === 'PUT') {
          moved.push(`${name} ${JSON.parse(body).FunctionVersion}`);
          return answer({});
        }
        // A function that was deployed before there was an alias.
        if (name === 'opg-dev-old') {
          response.setHeader('x-amzn-errortype', 'ResourceNotFoundException');
          return answer({ Message: 'no alias' }, 404);
        }
        if (url.pathname.endsWith('/aliases/live')) return answer({ FunctionVersion: '2' });
        const all = ['$LATEST', '1', '2'];
        return answer({
          Versions: [
            { Version: all[marker], Description: 'a', LastModified: '2026-11-01T10:00:00.000+0000' },
          ],
          ...(marker + 1 < all.length && { NextMarker: String(marker + 1) }),
        });
      });
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const versions = lambdaVersions(
      'eu-central-1',
      new LambdaClient({ endpoint: `http://127.0.0.1:${port}`, region: 'eu-central-1', credentials }),
    );
    const found = await versions.functions('dev');
    expect(found.map(({ name, live }) => [name, live])).toEqual([
      ['opg-dev-operate', '2'],
      ['opg-dev-post-oslo', '2'],
    ]);
    expect(found[0]?.versions.map(({ version: number, release }) => [number, release])).toEqual([
      ['1', 'a'],
      ['2', 'a'],
    ]);
    await versions.moveLive('opg-dev-post-oslo', '1');
    expect(moved).toEqual(['opg-dev-post-oslo 1']);
  });
});
