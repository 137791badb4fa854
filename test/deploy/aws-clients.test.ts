import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { awsAccount } from '../../scripts/deploy/aws/clients.ts';
import { type Aws, StackStays } from '../../scripts/deploy/aws/ports.ts';
import { certificateArn } from '../stacks/options.ts';

interface Call {
  method: string;
  url: string;
  target: string;
  body: string;
}

type Answer = { status?: number; body: string };

/** What the local cloud does not emulate: answers in the wire format of AWS, as its API references show it. */
describe('the AWS SDK behind the commands', () => {
  let server: ReturnType<typeof createServer>;
  let aws: Aws;
  let calls: Call[];
  let answer: (call: Call) => Answer;

  beforeEach(async () => {
    calls = [];
    server = createServer(async (request: IncomingMessage, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const call = {
        method: request.method ?? '',
        url: request.url ?? '',
        target: String(request.headers['x-amz-target'] ?? ''),
        body: Buffer.concat(chunks).toString('utf8'),
      };
      calls.push(call);
      const { status = 200, body } = answer(call);
      response
        .writeHead(status, { 'content-type': body.startsWith('<') ? 'text/xml' : 'application/json' })
        .end(body);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    aws = awsAccount({
      region: 'eu-central-1',
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
    });
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  const form = ({ body }: Call) => new URLSearchParams(body);
  const wrapped = (action: string, inner: string) =>
    `<${action}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${action}Result>${inner}</${action}Result></${action}Response>`;

  it('reads all pages of stacks, with parameters, outputs and protection', async () => {
    answer = (call) => ({
      body: wrapped(
        'DescribeStacks',
        form(call).get('NextToken')
          ? '<Stacks><member><StackName>opg-dev-entrance</StackName><StackStatus>CREATE_COMPLETE</StackStatus><Outputs><member><OutputKey>ApiUrl1</OutputKey><OutputValue>https://api.example.com/</OutputValue></member></Outputs></member></Stacks>'
          : '<Stacks><member><StackName>opg-dev-data</StackName><StackStatus>ROLLBACK_COMPLETE</StackStatus><EnableTerminationProtection>true</EnableTerminationProtection><Parameters><member><ParameterKey>Protection</ParameterKey><ParameterValue>on</ParameterValue></member></Parameters></member></Stacks><NextToken>2</NextToken>',
      ),
    });
    expect(await aws.stacks.all()).toEqual([
      {
        name: 'opg-dev-data',
        status: 'ROLLBACK_COMPLETE',
        locked: true,
        parameters: { Protection: 'on' },
        outputs: {},
      },
      {
        name: 'opg-dev-entrance',
        status: 'CREATE_COMPLETE',
        locked: false,
        parameters: {},
        outputs: { ApiUrl1: 'https://api.example.com/' },
      },
    ]);
  });

  it('says why a stack cannot be deleted, resource by resource', async () => {
    answer = (call) => {
      const action = form(call).get('Action') ?? '';
      if (action === 'DescribeStacks')
        return {
          body: wrapped(
            action,
            '<Stacks><member><StackName>a</StackName><StackStatus>DELETE_FAILED</StackStatus></member></Stacks>',
          ),
        };
      if (action === 'ListStackResources')
        return {
          body: wrapped(
            action,
            '<StackResourceSummaries><member><LogicalResourceId>Bucket</LogicalResourceId><ResourceType>AWS::S3::Bucket</ResourceType><ResourceStatus>DELETE_FAILED</ResourceStatus><ResourceStatusReason>it is not empty</ResourceStatusReason></member></StackResourceSummaries>',
          ),
        };
      return { body: wrapped(action, '') };
    };
    await expect(aws.stacks.remove('a')).rejects.toThrow(new StackStays('a: Bucket: it is not empty'));
  });

  it('empties a bucket of all versions and delete markers, page by page, before it deletes it', async () => {
    const deleted: string[] = [];
    answer = ({ method, url, body }) => {
      const query = new URL(url, 'http://x').searchParams;
      if (method === 'HEAD') return { status: url.includes('-drop-') ? 200 : 404, body: '' };
      if (query.has('versions'))
        return {
          body: query.get('key-marker')
            ? '<ListVersionsResult><IsTruncated>false</IsTruncated><DeleteMarker><Key>a</Key><VersionId>3</VersionId></DeleteMarker></ListVersionsResult>'
            : '<ListVersionsResult><IsTruncated>true</IsTruncated><NextKeyMarker>a</NextKeyMarker><NextVersionIdMarker>2</NextVersionIdMarker><Version><Key>a</Key><VersionId>1</VersionId></Version><Version><Key>a</Key><VersionId>2</VersionId></Version></ListVersionsResult>',
        };
      if (query.has('delete'))
        deleted.push(
          ...[...body.matchAll(/<VersionId>(\d)<\/VersionId>/g)].map(([, version = '']) => version),
        );
      return { body: '<DeleteResult/>' };
    };
    const { buckets } = aws.leftovers('dev', '111122223333');
    const [drop] = await buckets.find();
    expect(drop?.holds).toBe('3 versions of objects');
    await buckets.remove(drop?.name ?? '');
    expect(deleted).toEqual(['1', '2', '3']);
    expect(calls.at(-1)?.method).toBe('DELETE');
  });

  it('names an object that cannot be deleted, such as one under a lock', async () => {
    answer = ({ method, url }) => {
      const query = new URL(url, 'http://x').searchParams;
      if (method === 'HEAD') return { body: '' };
      if (query.has('versions'))
        return {
          body: '<ListVersionsResult><IsTruncated>false</IsTruncated><Version><Key>k</Key><VersionId>1</VersionId></Version></ListVersionsResult>',
        };
      return {
        body: '<DeleteResult><Error><Key>k</Key><Code>AccessDenied</Code><Message>it is locked</Message></Error></DeleteResult>',
      };
    };
    const { buckets } = aws.leftovers('dev', '111122223333');
    await expect(buckets.remove('opg-dev-audit-111122223333-eu-central-1')).rejects.toThrow(
      '1 objects cannot be deleted, the first of them k: it is locked',
    );
  });

  it('takes a secret that waits for its deletion as missing', async () => {
    answer = () => ({ body: JSON.stringify({ Name: 'opg-dev/on-call', DeletedDate: 1 }) });
    expect(await aws.secrets.exists('opg-dev/on-call')).toBe(false);
    answer = () => ({ body: JSON.stringify({ Name: 'opg-dev/on-call' }) });
    expect(await aws.secrets.exists('opg-dev/on-call')).toBe(true);
    expect(calls.every(({ target }) => target.endsWith('DescribeSecret'))).toBe(true);
  });

  it('finds secrets that wait for their deletion, and deletes them for good', async () => {
    answer = ({ target }) => ({
      body: target.endsWith('ListSecrets')
        ? JSON.stringify({
            SecretList: [{ Name: 'opg-dev/odoo', DeletedDate: 1 }, { Name: 'opg-dev2/odoo' }],
          })
        : '{}',
    });
    const kind = aws.leftovers('dev', '111122223333').others.find(({ what }) => what === 'secrets');
    expect(await kind?.find()).toEqual([{ name: 'opg-dev/odoo' }]);
    expect(JSON.parse(calls[0]?.body ?? '')).toMatchObject({ IncludePlannedDeletion: true });
    await kind?.remove('opg-dev/odoo');
    expect(JSON.parse(calls[1]?.body ?? '')).toEqual({
      SecretId: 'opg-dev/odoo',
      ForceDeleteWithoutRecovery: true,
    });
  });

  it.each([
    ['tables', 'ResourceNotFoundException'],
    ['secrets', 'ResourceNotFoundException'],
    ['log groups', 'ResourceNotFoundException'],
    ['parameters', 'ParameterNotFound'],
  ])('takes %s that are gone already as removed', async (what, code) => {
    answer = () => ({ status: 400, body: JSON.stringify({ __type: code, message: 'gone' }) });
    const kind = aws.leftovers('dev', '111122223333').others.find((each) => each.what === what);
    await expect(kind?.remove('opg-dev-x')).resolves.toBeUndefined();
    answer = () => ({
      status: 400,
      body: JSON.stringify({ __type: 'AccessDeniedException', message: 'no' }),
    });
    await expect(kind?.remove('opg-dev-x')).rejects.toThrow('no');
  });

  it('reads the value of a quota by its name, and says nothing when AWS does not list it', async () => {
    answer = () => ({
      body: JSON.stringify({ Quotas: [{ QuotaName: 'Maximum number of tables', Value: 2500 }] }),
    });
    expect(await aws.limits.quota('dynamodb', /^maximum number of tables$/i)).toBe(2500);
    expect(await aws.limits.quota('dynamodb', /^usage plans/i)).toBeUndefined();
  });

  it('reads what a certificate covers, how long, and by which key; and misses one that is not there', async () => {
    answer = () => ({
      body: JSON.stringify({
        Certificate: {
          DomainName: '*.example.com',
          SubjectAlternativeNames: ['*.example.com', 'example.com'],
          Status: 'ISSUED',
          NotAfter: 1_800_000_000,
          KeyAlgorithm: 'RSA-2048',
          Type: 'AMAZON_ISSUED',
        },
      }),
    });
    expect(await aws.certificates.read(certificateArn)).toEqual({
      status: 'ISSUED',
      names: ['*.example.com', 'example.com'],
      ends: new Date(1_800_000_000_000),
      keyAlgorithm: 'RSA_2048',
      imported: false,
    });
    expect(calls[0]?.target).toBe('CertificateManager.DescribeCertificate');
    answer = () => ({
      body: JSON.stringify({
        Certificate: {
          DomainName: 'a.example.com',
          Status: 'FAILED',
          FailureReason: 'CAA_ERROR',
          Type: 'IMPORTED',
        },
      }),
    });
    expect(await aws.certificates.read(certificateArn)).toMatchObject({
      names: ['a.example.com'],
      failure: 'CAA_ERROR',
      imported: true,
    });
    answer = () => ({ status: 400, body: JSON.stringify({ __type: 'ResourceNotFoundException' }) });
    expect(await aws.certificates.read(certificateArn)).toBeUndefined();
    answer = () => ({
      status: 400,
      body: JSON.stringify({ __type: 'AccessDeniedException', message: 'no' }),
    });
    await expect(aws.certificates.read(certificateArn)).rejects.toThrow('no');
  });

  it('reads all pages of cost monitors, and what they split costs by', async () => {
    answer = ({ body }) => ({
      body: JSON.stringify(
        JSON.parse(body).NextPageToken
          ? { AnomalyMonitors: [{ MonitorArn: 'b', MonitorName: 'tagged', MonitorType: 'CUSTOM' }] }
          : {
              AnomalyMonitors: [
                {
                  MonitorArn: 'a',
                  MonitorName: 'all',
                  MonitorType: 'DIMENSIONAL',
                  MonitorDimension: 'SERVICE',
                },
              ],
              NextPageToken: '2',
            },
      ),
    });
    expect(await aws.costs.monitors()).toEqual([
      { arn: 'a', name: 'all', dimension: 'SERVICE' },
      { arn: 'b', name: 'tagged' },
    ]);
    expect(calls.map(({ target }) => target)).toEqual(
      Array(2).fill('AWSInsightsIndexService.GetAnomalyMonitors'),
    );
  });

  it.each([
    [
      'another API writes logs by it',
      [{ id: 'other' }],
      /stays: API Gateway writes the logs of other APIs/,
      [],
    ],
    ['nobody else does', [], undefined, ['PATCH', 'DeleteRole']],
  ])('removes the role of API Gateway’s logs unless %s', async (_, apis, note, expected) => {
    const role = 'opg-dev-entrance-ApiRestCloudWatchRole1';
    const done: string[] = [];
    answer = (call) => {
      const action = form(call).get('Action');
      if (call.method === 'PATCH') done.push('PATCH');
      if (action === 'DeleteRole') done.push('DeleteRole');
      if (action) return { body: wrapped(action, '<IsTruncated>false</IsTruncated>') };
      return {
        body: call.url.startsWith('/restapis')
          ? JSON.stringify({ item: apis })
          : JSON.stringify({ cloudwatchRoleArn: `arn:aws:iam::111122223333:role/${role}` }),
      };
    };
    const roles = aws.leftovers('dev', '111122223333').others.find(({ what }) => what === 'roles');
    const said = await roles?.remove(role);
    if (note) expect(said).toMatch(note);
    else expect(said).toBeUndefined();
    expect(done).toEqual(expected);
  });
});
