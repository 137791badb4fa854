import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type * as z from 'zod';
import type { ParameterName, Route } from '../../events/http/define-route.ts';
import { decoded, parseQuery, problem, unavailable } from '../platform/http.ts';
import { errorForLog, type Log } from '../platform/log.ts';
import type { PartnerAccess, PartnerDirectory } from './partner-access.ts';

/** What the router and its handlers read of a request. */
export type HttpRequest = Pick<
  APIGatewayProxyEvent,
  | 'httpMethod'
  | 'resource'
  | 'pathParameters'
  | 'queryStringParameters'
  | 'headers'
  | 'body'
  | 'isBase64Encoded'
  | 'requestContext'
>;

export interface RouterDeps {
  log: Log;
  /** called when a call could not be answered because the gateway failed */
  failed?(): void;
}

export interface PartnerDeps extends RouterDeps {
  directory: PartnerDirectory;
}

/** A route with the code that answers it. */
export interface RouteHandler<Deps> {
  route: Route;
  answer(request: HttpRequest, deps: Deps): Promise<APIGatewayProxyResult>;
}

type Parameters<Path extends string> = Readonly<Record<ParameterName<Path>, string>>;

/** A call after its path and query were read by the route's schemas. */
export interface RouteCall<Path extends string, Query extends z.ZodObject> {
  request: HttpRequest;
  path: Parameters<Path>;
  query: z.output<Query>;
}

/** What `admit` found: a refusal to answer with, or what the answer is made from. */
export type Admission<Admitted> =
  | { ok: true; admitted: Admitted }
  | { ok: false; refusal: APIGatewayProxyResult };

export interface Caller {
  request: HttpRequest;
  access: PartnerAccess;
  /** plant that the path names, or empty */
  plant: string;
}

const notFound = (detail?: string): APIGatewayProxyResult =>
  problem({ status: 404, title: 'Not Found', ...(detail && { detail }) });

const keyOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string => `${method} ${path}`;

/**
 * Answers each request by the handler of its route. An exception means that a store failed: it is logged as `what`, and
 * the caller is asked to repeat the call.
 */
export const router = <Deps extends RouterDeps>(what: string, handlers: readonly RouteHandler<Deps>[]) => {
  const byRoute = new Map(handlers.map((handler) => [keyOf(handler.route), handler]));
  return async (request: HttpRequest, deps: Deps): Promise<APIGatewayProxyResult> => {
    try {
      const handler = byRoute.get(
        keyOf({ method: request.httpMethod as Route['method'], path: request.resource }),
      );
      return handler ? await handler.answer(request, deps) : notFound();
    } catch (error) {
      deps.log.error('STORE_UNAVAILABLE', { what, ...errorForLog(error) });
      deps.failed?.();
      return unavailable();
    }
  };
};

/** Path and query of a request by the route's schemas, or the refusal: 400 for the query, 404 for the path. */
const readCall = <Path extends string, Query extends z.ZodObject>(
  { query, parameters, notFound: detail }: Route<Path, Query>,
  request: HttpRequest,
): { ok: true; call: RouteCall<Path, Query> } | { ok: false; refusal: APIGatewayProxyResult } => {
  const read = query ? parseQuery(query, request.queryStringParameters) : undefined;
  if (read && !read.ok) return { ok: false, refusal: problem(read.problem) };
  const path: Record<string, string> = {};
  for (const [name, schema] of Object.entries<z.ZodType<string>>(parameters)) {
    const value = schema.safeParse(decoded(request.pathParameters?.[name] ?? ''));
    if (!value.success) return { ok: false, refusal: notFound(detail) };
    path[name] = value.data;
  }
  return {
    ok: true,
    call: { request, path: path as Parameters<Path>, query: (read?.query ?? {}) as z.output<Query> },
  };
};

/** Handles a route that is open to everybody. */
export const openly = <Path extends string, Query extends z.ZodObject, Deps>(
  route: Route<Path, Query>,
  answer: (call: RouteCall<Path, Query>, deps: NoInfer<Deps>) => Promise<APIGatewayProxyResult>,
): RouteHandler<Deps> => ({
  route: route as unknown as Route,
  answer: async (request, deps) => {
    const read = readCall(route, request);
    return read.ok ? answer(read.call, deps) : read.refusal;
  },
});

/**
 * Handles a route for the partner that the key belongs to. `admit` runs before path and query are checked: a caller who
 * may not see a plant gets the same answer whatever else is wrong with the call.
 */
export const forPartner = <
  Path extends string,
  Query extends z.ZodObject,
  Deps extends PartnerDeps,
  Admitted,
>(
  route: Route<Path, Query>,
  admit: (caller: Caller, deps: NoInfer<Deps>) => Admission<Admitted>,
  answer: (
    call: RouteCall<Path, Query> & { admitted: Admitted },
    deps: NoInfer<Deps>,
  ) => Promise<APIGatewayProxyResult>,
): RouteHandler<Deps> => ({
  route: route as unknown as Route,
  answer: async (request, deps) => {
    const access = await deps.directory(request.requestContext.identity.apiKeyId ?? '');
    if (!access)
      return problem({ status: 403, title: 'Forbidden', detail: 'this key belongs to no partner' });
    const plant = decoded(request.pathParameters?.plant ?? '') ?? '';
    const admission = admit({ request, access, plant }, deps);
    if (!admission.ok) return admission.refusal;
    const read = readCall(route, request);
    return read.ok ? answer({ ...read.call, admitted: admission.admitted }, deps) : read.refusal;
  },
});

/** Admits every partner. */
export const anyPartner = ({ access }: Caller): Admission<PartnerAccess> => ({ ok: true, admitted: access });

/** Admits partners of the plant. To the others a plant that exists looks like one that does not. */
export const partnersOfPlant = ({ access, plant }: Caller): Admission<PartnerAccess> =>
  access.plants.includes(plant) ? { ok: true, admitted: access } : { ok: false, refusal: notFound() };

/** Admits partners that may read everything of the plant. */
const readersOfPlant =
  (what: string) =>
  (caller: Pick<Caller, 'access' | 'plant'>): Admission<PartnerAccess> => {
    const { access, plant } = caller;
    if (!access.plants.includes(plant)) return { ok: false, refusal: notFound() };
    if (access.reads === 'plant') return { ok: true, admitted: access };
    const detail = `${what} shown to partners that may read everything of their plants`;
    return { ok: false, refusal: problem({ status: 403, title: 'Forbidden', detail }) };
  };

export const readersOfLots = readersOfPlant('lots are');
export const readersOfState = readersOfPlant('orders and stock are');
