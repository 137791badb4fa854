import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Functions } from '../lambda/functions.ts';
import type { Deployment } from '../template/deployment.ts';
import { number, propertySchema, readProperties } from '../template/resource.ts';
import { GatewayResponses, type Reply, type ResponseType } from './gateway-responses.ts';
import { type ProxyApi, type ProxyRequest, proxyAnswer, proxyEvent } from './proxy-integration.ts';
import { type Integration, type RouteMatch, Routes } from './routes.ts';
import { type ApiKey, type ApiKeyStores, ApiKeys, TokenBucket } from './usage-plans.ts';

const restApiProperties = propertySchema(
  {
    Name: z.string().optional(),
    ApiKeySourceType: z.literal('HEADER').optional(),
    BinaryMediaTypes: z.array(z.string()).default([]),
  },
  [
    'Description',
    'DisableExecuteApiEndpoint',
    'EndpointConfiguration',
    'FailOnWarnings',
    'Policy',
    'SecurityPolicy',
    'Tags',
  ],
);

const stageProperties = propertySchema(
  {
    StageName: z.string(),
    RestApiId: z.string(),
    MethodSettings: z
      .array(
        z.object({
          HttpMethod: z.string(),
          ResourcePath: z.string(),
          ThrottlingRateLimit: number.optional(),
          ThrottlingBurstLimit: number.optional(),
        }),
      )
      .default([]),
    Variables: z.record(z.string(), z.string()).optional(),
  },
  ['AccessLogSetting', 'DeploymentId', 'Description', 'Tags', 'TracingEnabled'],
);

export interface RestApiOptions {
  clock: Clock;
  functions: Pick<Functions, 'invoke'>;
  stores: ApiKeyStores;
  log(line: string): void;
}

export type ApiRequest = Omit<ProxyRequest, 'requestId' | 'time'> & {
  headers: Record<string, string | undefined>;
};

/** Lambda's limit for an event, including base64 and envelope. It is below API Gateway's own 10 MB. */
const largestInvocation = 6_291_556;

/** The template's REST API without the HTTP server: routes, API keys, usage plans and gateway responses. */
export class RestApi {
  readonly #options: RestApiOptions;
  readonly #api: ProxyApi;
  readonly #routes: Routes;
  readonly #responses: GatewayResponses;
  readonly #throttle: TokenBucket | undefined;
  readonly keys: ApiKeys;

  constructor(deployment: Deployment, options: RestApiOptions) {
    const [rest, ...more] = deployment.all('AWS::ApiGateway::RestApi');
    const [stage] = deployment.all('AWS::ApiGateway::Stage');
    if (!rest || !stage) throw new Error('the template has no REST API with a stage');
    if (more.length > 0) throw new Error('this machine runs one REST API, the template has several');
    const { BinaryMediaTypes } = readProperties(restApiProperties, rest);
    const { StageName, Variables, MethodSettings } = readProperties(stageProperties, stage);
    this.#options = options;
    this.#api = {
      id: rest.ref,
      account: rest.stack.account,
      region: rest.stack.region,
      stage: StageName,
      stageVariables: Variables ?? null,
      binaryMediaTypes: BinaryMediaTypes,
    };
    this.#routes = new Routes(deployment, `${rest.ref}-root`);
    this.#responses = new GatewayResponses(deployment);
    this.keys = new ApiKeys(deployment, options.clock, options.stores);
    const all = MethodSettings.find(
      ({ HttpMethod, ResourcePath }) => HttpMethod === '*' && ResourcePath === '/*',
    );
    if (all?.ThrottlingRateLimit !== undefined && all.ThrottlingBurstLimit !== undefined)
      this.#throttle = new TokenBucket(options.clock, {
        rate: all.ThrottlingRateLimit,
        burst: all.ThrottlingBurstLimit,
      });
  }

  async answer(request: ApiRequest): Promise<Reply> {
    const requestId = randomUUID();
    const reply = await this.#answer({ ...request, requestId, time: this.#options.clock.now() });
    const trace = `1-${Math.floor(this.#options.clock.now() / 1000).toString(16)}-${requestId.replaceAll('-', '').slice(0, 24)}`;
    return {
      ...reply,
      headers: {
        ...reply.headers,
        'x-amzn-requestid': requestId,
        'x-amz-apigw-id': requestId,
        'x-amzn-trace-id': `Root=${trace}`,
      },
    };
  }

  /** A gateway response: an error that API Gateway itself returns. */
  refuse(type: ResponseType, requestId: string = randomUUID()): Reply {
    return this.#responses.reply(type, {
      requestId,
      values: { stage: this.#api.stage, apiId: this.#api.id },
    });
  }

  async #answer(request: ApiRequest & ProxyRequest): Promise<Reply> {
    const refuse = (type: ResponseType) => this.refuse(type, request.requestId);
    let found: { match: RouteMatch; path: string } | undefined;
    try {
      found = this.#find(request.method, request.path);
    } catch {
      return refuse('BAD_REQUEST_PARAMETERS');
    }
    if (!found) return refuse('MISSING_AUTHENTICATION_TOKEN');
    const { match, path } = found;
    let key: ApiKey | undefined;
    if (match.route.keyRequired) {
      const verdict = this.keys.admit(request.headers['x-api-key']);
      if ('refused' in verdict) return refuse(verdict.refused);
      key = verdict.key;
    }
    if (this.#throttle && !this.#throttle.take()) return refuse('THROTTLED');
    const { integration } = match.route;
    if (integration.Type === 'MOCK') return mockAnswer(integration);
    const event = proxyEvent({ ...request, path }, match, this.#api, key);
    return this.#call(integration, JSON.stringify(event), request, refuse);
  }

  async #call(
    { Uri, TimeoutInMillis }: Extract<Integration, { Type: 'AWS_PROXY' }>,
    event: string,
    { headers }: ApiRequest,
    refuse: (type: ResponseType) => Reply,
  ): Promise<Reply> {
    const { functions, log } = this.#options;
    if (Buffer.byteLength(event) > largestInvocation) return refuse('REQUEST_TOO_LARGE');
    const target = /\/functions\/(.+)\/invocations$/.exec(Uri)?.[1] ?? Uri;
    const { promise: late, resolve: giveUp } = Promise.withResolvers<'late'>();
    const timer = setTimeout(() => giveUp('late'), TimeoutInMillis);
    try {
      const result = await Promise.race([functions.invoke(target, event), late]);
      if (result === 'late') return refuse('INTEGRATION_TIMEOUT');
      if (result.failed) return refuse('INTEGRATION_FAILURE');
      const reply = proxyAnswer(result.payload, headers.accept, this.#api.binaryMediaTypes);
      if (!reply) log(`${target} answered what API Gateway refuses: ${result.payload.slice(0, 200)}`);
      return reply ?? refuse('INTEGRATION_FAILURE');
    } catch (error) {
      log(`${target}: ${error instanceof Error ? error.message : error}`);
      return refuse('API_CONFIGURATION_ERROR');
    } finally {
      clearTimeout(timer);
    }
  }

  /** Accepts paths with and without the stage. On AWS a custom domain removes it. */
  #find(method: string, path: string): { match: RouteMatch; path: string } | undefined {
    const stage = `/${this.#api.stage}`;
    const withoutStage =
      path === stage || path.startsWith(`${stage}/`) ? path.slice(stage.length) || '/' : undefined;
    for (const candidate of [path, withoutStage]) {
      const match = candidate === undefined ? undefined : this.#routes.find(method, candidate);
      if (match && candidate !== undefined) return { match, path: candidate };
    }
    return undefined;
  }
}

function mockAnswer({ IntegrationResponses }: Extract<Integration, { Type: 'MOCK' }>): Reply {
  const [response] = IntegrationResponses;
  const headers = Object.entries(response?.ResponseParameters ?? {}).map(([name, value]) => [
    name.replace('method.response.header.', '').toLowerCase(),
    value.replace(/^'|'$/g, ''),
  ]);
  return {
    status: Number(response?.StatusCode ?? 200),
    headers: { 'content-type': 'application/json', ...Object.fromEntries(headers) },
    body: response?.ResponseTemplates['application/json'] ?? '',
  };
}
