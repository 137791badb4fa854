import { z } from 'zod';
import type { Deployment } from '../template/deployment.ts';
import { flag, number, propertySchema, readProperties } from '../template/resource.ts';

const resourceProperties = propertySchema({
  ParentId: z.string(),
  PathPart: z.string(),
  RestApiId: z.string(),
});

const lambdaIntegration = z.strictObject({
  Type: z.literal('AWS_PROXY'),
  IntegrationHttpMethod: z.literal('POST'),
  Uri: z.string(),
  TimeoutInMillis: number.default(29_000),
});

const mockIntegration = z.object({
  Type: z.literal('MOCK'),
  IntegrationResponses: z
    .array(
      z.object({
        StatusCode: z.string(),
        ResponseParameters: z.record(z.string(), z.string()).default({}),
        ResponseTemplates: z.record(z.string(), z.string()).default({}),
      }),
    )
    .min(1),
});

export type Integration = z.output<typeof lambdaIntegration> | z.output<typeof mockIntegration>;

const methodProperties = propertySchema(
  {
    HttpMethod: z.string(),
    ResourceId: z.string(),
    RestApiId: z.string(),
    ApiKeyRequired: flag.default(false),
    AuthorizationType: z.literal('NONE', 'no authorizer runs here').default('NONE'),
    Integration: z.discriminatedUnion('Type', [lambdaIntegration, mockIntegration]),
  },
  ['MethodResponses', 'OperationName'],
);

export interface Route {
  method: string;
  /** as in the template: /v1/events/{eventKey} */
  path: string;
  resourceId: string;
  keyRequired: boolean;
  integration: Integration;
}

export interface RouteMatch {
  route: Route;
  parameters: Record<string, string>;
}

/** Resources and methods of the REST API. */
export class Routes {
  readonly #routes: { route: Route; segments: string[] }[];

  constructor(deployment: Deployment, rootId: string) {
    const parts = new Map(
      deployment
        .all('AWS::ApiGateway::Resource')
        .map((resource) => [resource.ref, readProperties(resourceProperties, resource)]),
    );
    const pathOf = (id: string): string => {
      const part = parts.get(id);
      if (part) return `${pathOf(part.ParentId)}/${part.PathPart}`;
      if (id === rootId) return '';
      throw new Error(`API resource ${id} is not in the template`);
    };
    this.#routes = deployment.all('AWS::ApiGateway::Method').map((resource) => {
      const { HttpMethod, ResourceId, ApiKeyRequired, Integration } = readProperties(
        methodProperties,
        resource,
      );
      const path = pathOf(ResourceId) || '/';
      const route = {
        method: HttpMethod,
        path,
        resourceId: ResourceId,
        keyRequired: ApiKeyRequired,
        integration: Integration,
      };
      return { route, segments: segmentsOf(path) };
    });
    // In each segment a literal wins over a parameter, and a parameter over {proxy+}.
    this.#routes.sort((a, b) => rank(a.segments).localeCompare(rank(b.segments)));
  }

  find(method: string, path: string): RouteMatch | undefined {
    const segments = segmentsOf(path);
    const candidates = this.#routes.flatMap(({ route, segments: pattern }) => {
      const parameters = matchSegments(pattern, segments);
      return parameters ? [{ route, parameters }] : [];
    });
    // The most specific path is chosen first, then its method. A literal path does not use methods of {proxy+}.
    const sameResource = candidates.filter(({ route }) => route.path === candidates[0]?.route.path);
    return (
      sameResource.find(({ route }) => route.method === method) ??
      sameResource.find(({ route }) => route.method === 'ANY')
    );
  }

  list(): Route[] {
    return this.#routes.map(({ route }) => route);
  }
}

const segmentsOf = (path: string): string[] => path.split('/').filter(Boolean);

const rank = (segments: string[]): string =>
  segments.map((segment) => (segment.endsWith('+}') ? '2' : segment.startsWith('{') ? '1' : '0')).join('');

/** REST APIs pass path parameters percent-encoded. Throws for an invalid escape. */
function asSent(segment: string): string {
  decodeURIComponent(segment);
  return segment;
}

function matchSegments(pattern: string[], segments: string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [i, part] of pattern.entries()) {
    const name = /^\{(.+?)(\+?)\}$/.exec(part);
    const rest = segments.slice(i);
    if (rest.length === 0) return undefined;
    if (name?.[2]) {
      parameters[name[1] ?? ''] = rest.map(asSent).join('/');
      return parameters;
    }
    if (name) parameters[name[1] ?? ''] = asSent(rest[0] ?? '');
    else if (part !== rest[0]) return undefined;
  }
  return pattern.length === segments.length ? parameters : undefined;
}
