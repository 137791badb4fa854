import type * as z from 'zod';

/** Functions that answer HTTP calls, by their file names in `lambdas/functions/`. */
export type RouteFunction = 'accept' | 'documents' | 'query' | 'trace' | 'feed' | 'change-notification';

/** A JSON Schema, or the zod schema that the function parses with. */
export type Shape = z.ZodType | { readonly [keyword: string]: unknown };

/** A schema under `components/schemas` of the OpenAPI document, by its name. */
export const component = (name: string) => ({ $ref: `#/components/schemas/${name}` });

export interface RouteBody {
  /** by content type */
  content: Readonly<Record<string, Shape>>;
  /** examples by name, of the first content type */
  examples?: Readonly<Record<string, unknown>>;
}

export interface RouteAnswer {
  description: string;
  /** by content type; the name of a component stands for JSON of that schema */
  content?: string | Readonly<Record<string, Shape>>;
  /** headers worth reading */
  headers?: Readonly<Record<string, Shape>>;
}

/** `plant` and `lot` of `/v1/plants/{plant}/lots/{lot}`. */
export type ParameterName<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterName<Rest>
  : never;

/**
 * One call of the HTTP interface. API Gateway's resources and methods, the functions' routers, the paths of OpenAPI and
 * the table in docs/http.md are made from it.
 */
export interface Route<Path extends string = string, Query extends z.ZodObject = z.ZodObject> {
  /** of OpenAPI: generated clients name their methods after it */
  operationId: string;
  method: 'GET' | 'POST';
  path: Path;
  function: RouteFunction;
  /** false: open to everybody */
  key: boolean;
  /** false: not for partners, and not in OpenAPI */
  published?: false;
  /** Odoo is asked while the caller waits: a 5xx then says that Odoo is away, not that the gateway failed */
  asksOdoo?: true;
  topic: 'events' | 'documents' | 'lots' | 'feed' | 'reconciliation' | 'contract' | 'odoo';
  summary: string;
  description?: string;
  /** the parameters of the path; a value that does not fit its schema is a 404 */
  parameters: { readonly [Name in ParameterName<Path>]: z.ZodType<string> };
  /** `detail` of that 404 */
  notFound?: string;
  /** without it, query parameters are ignored */
  query?: Query;
  headers?: Readonly<Record<string, z.ZodType<string>>>;
  body?: RouteBody;
  /** A text alone stands for a problem document. 401, 429 and 5XX, which every call with a key has, are added. */
  answers: Readonly<Record<number, string | RouteAnswer>>;
}

export const defineRoute = <const Path extends string, Query extends z.ZodObject = z.ZodObject>(
  route: Route<Path, Query>,
): Route<Path, Query> => route;

/** The query parameters of a route after they were parsed. */
export type QueryOf<Declared extends { query?: z.ZodObject | undefined }> = z.output<
  NonNullable<Declared['query']>
>;
