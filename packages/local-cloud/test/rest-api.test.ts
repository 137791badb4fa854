import type { APIGatewayProxyEvent } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { RestApi } from '../src/api-gateway/rest-api.ts';
import { ManualClock } from '../src/clock.ts';
import { KeyValueStore, openStorage } from '../src/storage.ts';
import type { Template } from '../src/template/assembly.ts';
import { resources } from './deployment-of.ts';

const integration = {
  Type: 'AWS_PROXY',
  IntegrationHttpMethod: 'POST',
  Uri: 'arn:aws:apigateway:eu-north-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-north-1:1:function:f/invocations',
};
const resource = (parent: unknown, PathPart: string) => ({
  Type: 'AWS::ApiGateway::Resource',
  Properties: { ParentId: parent, PathPart, RestApiId: { Ref: 'Api' } },
});
const method = (ResourceId: unknown, HttpMethod: string, ApiKeyRequired = false) => ({
  Type: 'AWS::ApiGateway::Method',
  Properties: {
    ResourceId,
    HttpMethod,
    ApiKeyRequired,
    RestApiId: { Ref: 'Api' },
    AuthorizationType: 'NONE',
    Integration: integration,
  },
});
const plan = (key: string, Throttle: object, Quota: object) => ({
  [key]: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Name: key.toLowerCase(), Enabled: true } },
  [`${key}Plan`]: { Type: 'AWS::ApiGateway::UsagePlan', Properties: { Throttle, Quota } },
  [`${key}InPlan`]: {
    Type: 'AWS::ApiGateway::UsagePlanKey',
    Properties: { KeyId: { Ref: key }, KeyType: 'API_KEY', UsagePlanId: { Ref: `${key}Plan` } },
  },
});
const root = { 'Fn::GetAtt': ['Api', 'RootResourceId'] };

const template: Template['Resources'] = {
  Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'api', BinaryMediaTypes: ['image/*'] } },
  Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { StageName: 'live', RestApiId: { Ref: 'Api' } } },
  Events: resource(root, 'events'),
  Event: resource({ Ref: 'Events' }, '{key}'),
  Latest: resource({ Ref: 'Events' }, 'latest'),
  Files: resource(root, 'files'),
  Rest: resource({ Ref: 'Files' }, '{path+}'),
  PostEvents: method({ Ref: 'Events' }, 'POST', true),
  GetEvent: method({ Ref: 'Event' }, 'GET'),
  GetLatest: method({ Ref: 'Latest' }, 'GET'),
  AnyFile: method({ Ref: 'Rest' }, 'ANY'),
  ...plan('Mill', { RateLimit: 1, BurstLimit: 2 }, { Limit: 3, Period: 'DAY' }),
  Loose: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Name: 'loose', Enabled: true } },
  Throttled: {
    Type: 'AWS::ApiGateway::GatewayResponse',
    Properties: {
      ResponseType: 'THROTTLED',
      RestApiId: { Ref: 'Api' },
      StatusCode: '429',
      ResponseParameters: { 'gatewayresponse.header.Retry-After': "'1'" },
      ResponseTemplates: {
        'application/json': '{"title":$context.error.messageString,"kind":"$context.error.responseType"}',
      },
    },
  },
};

const clock = new ManualClock();
let storage = openStorage();
let events: APIGatewayProxyEvent[];
let answer: () => Promise<{ payload: string; failed: boolean }>;
const says = (payload: unknown, failed = false) => {
  answer = async () => ({ payload: JSON.stringify(payload), failed });
};

function start(): RestApi {
  return new RestApi(resources(template), {
    clock,
    log: () => {},
    stores: { values: new KeyValueStore(storage, 'api-key'), used: new KeyValueStore(storage, 'api-usage') },
    functions: {
      async invoke(_, event) {
        events.push(JSON.parse(event));
        return { requestId: '', ...(await answer()) };
      },
    },
  });
}
let api: RestApi;
beforeEach(() => {
  storage = openStorage();
  events = [];
  says({ statusCode: 200, body: 'fine' });
  api = start();
});

async function call(
  verb: string,
  target: string,
  more: { headers?: Record<string, string>; body?: string | Buffer } = {},
) {
  const [path = '', query] = target.split('?');
  const { headers = {}, body = '' } = more;
  const reply = await api.answer({
    method: verb,
    path,
    query: new URLSearchParams(query),
    rawHeaders: Object.entries(headers).flat(),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: Buffer.from(body),
    sourceIp: '127.0.0.1',
  });
  return { ...reply, text: reply.body.toString() };
}
const keyed = (name: string) => ({
  'X-Api-Key': api.keys.list().find((key) => key.name === name)?.value ?? '',
});

describe('the REST API', () => {
  it('finds a literal path before a parameter, and takes the stage in front or not', async () => {
    await call('GET', '/events/latest');
    await call('GET', '/live/events/a%2Fb?x=1&x=2');
    await call('PUT', '/files/a/b/c');
    expect(events.map(({ resource }) => resource)).toEqual([
      '/events/latest',
      '/events/{key}',
      '/files/{path+}',
    ]);
    expect(events[1]).toMatchObject({
      path: '/events/a%2Fb',
      pathParameters: { key: 'a%2Fb' },
      queryStringParameters: { x: '2' },
      multiValueQueryStringParameters: { x: ['1', '2'] },
      requestContext: { stage: 'live', path: '/live/events/a%2Fb' },
    });
    expect(events[2]?.pathParameters).toEqual({ path: 'a/b/c' });
  });

  it('passes headers on as they were spelled, and binary bodies as base64', async () => {
    await call('PUT', '/files/x', {
      headers: { 'Content-Type': 'image/png', 'X-MES': 'a' },
      body: Buffer.of(0xff, 0),
    });
    expect(events[0]).toMatchObject({ body: '/wA=', isBase64Encoded: true, headers: { 'X-MES': 'a' } });
    await call('PUT', '/files/x', { headers: { 'Content-Type': 'text/plain' }, body: 'é' });
    expect(events[1]).toMatchObject({ body: 'é', isBase64Encoded: false });
  });

  it('answers with the function’s status, headers and body', async () => {
    says({
      statusCode: 207,
      headers: { 'Content-Type': 'text/plain' },
      multiValueHeaders: { 'Set-Cookie': ['a', 'b'] },
      body: 'rows',
    });
    expect(await call('GET', '/events/1')).toMatchObject({
      status: 207,
      text: 'rows',
      headers: { 'content-type': 'text/plain', 'set-cookie': ['a', 'b'] },
    });
  });

  it.each(['text', null, { status: 200 }, { statusCode: 200, body: { not: 'text' } }, { statusCode: 'x' }])(
    'answers 502 when the function returns %j',
    async (payload) => {
      says(payload);
      expect(await call('GET', '/events/1')).toMatchObject({
        status: 502,
        text: '{"message":"Internal server error"}',
      });
    },
  );

  it('answers 502 when the function fails, and 403 to what it does not have', async () => {
    says({ errorType: 'Error' }, true);
    expect((await call('GET', '/events/1')).status).toBe(502);
    expect(await call('DELETE', '/events')).toMatchObject({
      status: 403,
      text: '{"message":"Missing Authentication Token"}',
    });
    expect((await call('GET', '/events/%E0%A4%A')).status).toBe(400);
  });
});

describe('API keys', () => {
  it('are asked for where the method requires one, and need a usage plan', async () => {
    for (const headers of [{}, { 'x-api-key': 'wrong' }, keyed('loose')])
      expect((await call('POST', '/events', { headers })).status).toBe(403);
    expect(events).toEqual([]);
  });

  it('are named to the function by the id that Ref gives, and are the same after a restart', async () => {
    const [mill] = api.keys.list();
    await call('POST', '/events', { headers: keyed('mill') });
    expect(events[0]?.requestContext.identity.apiKeyId).toBe(mill?.id);
    expect(start().keys.list()[0]).toEqual(mill);
  });

  it('throttle by burst and rate, in the words of the template', async () => {
    const post = () => call('POST', '/events', { headers: keyed('mill') });
    expect([(await post()).status, (await post()).status]).toEqual([200, 200]);
    expect(await post()).toMatchObject({
      status: 429,
      text: '{"title":"Too Many Requests","kind":"THROTTLED"}',
      headers: { 'retry-after': '1' },
    });
    clock.advance(1_000);
    expect((await post()).status).toBe(200);
  });

  it('end with their quota until the next day, also across a restart', async () => {
    const post = async () => {
      clock.advance(2_000);
      return (await call('POST', '/events', { headers: keyed('mill') })).status;
    };
    expect([await post(), await post(), await post(), await post()]).toEqual([200, 200, 200, 429]);
    api = start();
    expect(await post()).toBe(429);
    clock.advance(86_400_000);
    expect(await post()).toBe(200);
  });
});
