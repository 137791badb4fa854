import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Reply } from './gateway-responses.ts';
import type { RouteMatch } from './routes.ts';

export interface ProxyRequest {
  requestId: string;
  method: string;
  /** without the stage */
  path: string;
  query: URLSearchParams;
  rawHeaders: string[];
  body: Buffer;
  sourceIp: string;
  /** milliseconds since the epoch */
  time: number;
}

export interface ProxyApi {
  id: string;
  account: string;
  region: string;
  stage: string;
  stageVariables: Record<string, string> | null;
  binaryMediaTypes: string[];
}

/** The event of a Lambda proxy integration (payload version 1.0). */
export function proxyEvent(
  request: ProxyRequest,
  { route, parameters }: RouteMatch,
  api: ProxyApi,
  apiKey: { id: string; value: string } | undefined,
): APIGatewayProxyEvent {
  const headers = headerPairs(request.rawHeaders, request.sourceIp);
  const multiValueHeaders = grouped(headers);
  const query = grouped([...request.query]);
  const contentType = header(headers, 'content-type') ?? '';
  const binary = isBinary(contentType, api.binaryMediaTypes);
  const last = (values: Record<string, string[]>) =>
    Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1) ?? '']));
  return {
    resource: route.path,
    path: request.path,
    httpMethod: request.method,
    headers: last(multiValueHeaders),
    multiValueHeaders,
    queryStringParameters: orNull(last(query)),
    multiValueQueryStringParameters: orNull(query),
    pathParameters: orNull(parameters),
    stageVariables: api.stageVariables,
    requestContext: {
      accountId: api.account,
      apiId: api.id,
      authorizer: undefined,
      domainName: `${api.id}.execute-api.${api.region}.amazonaws.com`,
      domainPrefix: api.id,
      extendedRequestId: request.requestId,
      httpMethod: request.method,
      identity: identity(request.sourceIp, header(headers, 'user-agent'), apiKey),
      path: `/${api.stage}${request.path}`,
      protocol: 'HTTP/1.1',
      requestId: request.requestId,
      requestTime: accessLogTime(request.time),
      requestTimeEpoch: request.time,
      resourceId: route.resourceId,
      resourcePath: route.path,
      stage: api.stage,
    },
    body: request.body.length === 0 ? null : request.body.toString(binary ? 'base64' : 'utf8'),
    isBase64Encoded: binary && request.body.length > 0,
  };
}

export function isBinary(contentType: string, binaryMediaTypes: string[]): boolean {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  return binaryMediaTypes.some((pattern) => {
    const [major, minor] = pattern.toLowerCase().split('/');
    return (
      pattern === '*/*' || type === pattern.toLowerCase() || (minor === '*' && type.startsWith(`${major}/`))
    );
  });
}

function identity(
  sourceIp: string,
  userAgent: string | undefined,
  apiKey: { id: string; value: string } | undefined,
) {
  return {
    accessKey: null,
    accountId: null,
    apiKey: apiKey?.value ?? null,
    apiKeyId: apiKey?.id ?? null,
    caller: null,
    clientCert: null,
    cognitoAuthenticationProvider: null,
    cognitoAuthenticationType: null,
    cognitoIdentityId: null,
    cognitoIdentityPoolId: null,
    principalOrgId: null,
    sourceIp,
    user: null,
    userAgent: userAgent ?? null,
    userArn: null,
  };
}

/** Headers in the caller's spelling, and those that API Gateway adds. */
function headerPairs(raw: string[], sourceIp: string): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i < raw.length; i += 2) pairs.push([raw[i] ?? '', raw[i + 1] ?? '']);
  const added: [string, string][] = [
    ['X-Forwarded-For', sourceIp],
    ['X-Forwarded-Port', '443'],
    ['X-Forwarded-Proto', 'https'],
  ];
  return [...pairs.filter(([name]) => !/^(connection|keep-alive|transfer-encoding)$/i.test(name)), ...added];
}

const header = (pairs: [string, string][], name: string): string | undefined =>
  pairs.findLast(([other]) => other.toLowerCase() === name)?.[1];

function grouped(pairs: [string, string][]): Record<string, string[]> {
  const groups: Record<string, string[]> = {};
  for (const [name, value] of pairs) {
    groups[name] ??= [];
    groups[name].push(value);
  }
  return groups;
}

const orNull = <Value>(record: Record<string, Value>): Record<string, Value> | null =>
  Object.keys(record).length > 0 ? record : null;

/** 23/Nov/2026:08:15:00 +0000 */
function accessLogTime(time: number): string {
  const [, day, month, year, clock] = new Date(time).toUTCString().split(' ');
  return `${day}/${month}/${year}:${clock} +0000`;
}

// API Gateway sets these itself. It renames a function's own.
const ownHeaders = new Set([
  'connection',
  'content-length',
  'transfer-encoding',
  'date',
  'server',
  'keep-alive',
]);

/** The HTTP answer from a function's answer; undefined when API Gateway would refuse it. */
export function proxyAnswer(
  payload: string,
  accept: string | undefined,
  binaryMediaTypes: string[],
): Reply | undefined {
  const answer: unknown = JSON.parse(payload);
  if (typeof answer !== 'object' || answer === null) return undefined;
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = answer as Record<string, unknown>;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  if (body !== undefined && body !== null && typeof body !== 'string') return undefined;
  const lines: Record<string, string[]> = {};
  if (!collect(headers, lines, false) || !collect(multiValueHeaders, lines, true)) return undefined;
  const decode = isBase64Encoded === true && isBinary(accept?.split(',')[0] ?? '', binaryMediaTypes);
  return {
    status,
    headers: {
      'content-type': 'application/json',
      ...Object.fromEntries(
        Object.entries(lines).map(([name, values]) => [
          name,
          values.length === 1 ? (values[0] ?? '') : values,
        ]),
      ),
    },
    body: decode ? Buffer.from(body ?? '', 'base64') : (body ?? ''),
  };
}

/** Adds headers to `lines`; false when `source` is invalid. A value in both header fields is sent once. */
function collect(source: unknown, lines: Record<string, string[]>, many: boolean): boolean {
  if (source === undefined || source === null) return true;
  if (typeof source !== 'object') return false;
  for (const [name, value] of Object.entries(source)) {
    const key = name.toLowerCase();
    const values = (many && Array.isArray(value) ? value : [value]).map(String);
    const renamed = ownHeaders.has(key) ? `x-amzn-remapped-${key}` : key;
    const known = lines[renamed] ?? [];
    lines[renamed] = [...known, ...values.filter((item) => !known.includes(item))];
  }
  return true;
}
