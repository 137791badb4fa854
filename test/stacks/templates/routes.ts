import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { routes } from '../../../events/http/routes.ts';
import { acceptHandlers } from '../../../lambdas/inbound/accept.ts';
import { documentHandlers } from '../../../lambdas/inbound/documents.ts';
import { queryHandlers } from '../../../lambdas/inbound/query.ts';
import { changeNotificationHandlers } from '../../../lambdas/outbound/change-notification.ts';
import { feedHandlers } from '../../../lambdas/outbound/feed/http.ts';
import { traceHandlers } from '../../../lambdas/traceability/http.ts';
import { serviceOf } from '../../../lib/bundle.ts';
import { all, type Synthesized } from './synthesized.ts';

const calls = (of: readonly { method: string; path: string }[]): string[] =>
  of.map(({ method, path }) => `${method} ${path}`).sort();

const published = routes.filter((route) => route.published !== false);

/** What API Gateway has: each call, whether it needs a key, and the name under which the function logs. */
const deployed = ({ resources }: Synthesized) => {
  const byId = new Map(resources('AWS::ApiGateway::Resource').map((resource) => [resource.id, resource]));
  const pathOf = (ref: { Ref?: string }): string => {
    const resource = ref.Ref ? byId.get(ref.Ref) : undefined;
    return resource ? `${pathOf(resource.Properties.ParentId)}/${resource.Properties.PathPart}` : '';
  };
  const services = new Map(
    resources('AWS::Lambda::Function').map(({ id, Properties }) => [
      id,
      Properties.Environment?.Variables.POWERTOOLS_SERVICE_NAME,
    ]),
  );
  const functionOf = new Map(
    resources('AWS::Lambda::Alias').map(({ id, Properties }) => [id, Properties.FunctionName.Ref]),
  );
  return resources('AWS::ApiGateway::Method').map(({ Properties }) => {
    const uri = JSON.stringify(Properties.Integration.Uri);
    const [, alias = ''] = /"Ref":"(\w+Live\w+)"/.exec(uri) ?? [];
    const id = functionOf.get(alias) ?? '';
    const path = pathOf(Properties.ResourceId);
    return `${Properties.HttpMethod} ${path} ${Properties.ApiKeyRequired === true} ${services.get(id)}`;
  });
};

describe('a route', () => {
  it('is in API Gateway as it is declared, with its function and its key, and there is no other', () => {
    const declared = routes.map(
      ({ method, path, key, function: name }) => `${method} ${path} ${key} ${serviceOf(name)}`,
    );
    for (const one of all) expect(deployed(one).sort()).toEqual(declared.sort());
  });

  it('has a handler in the function that serves it, and in no other', () => {
    const handlers = {
      accept: acceptHandlers,
      documents: documentHandlers,
      query: queryHandlers,
      trace: traceHandlers,
      feed: feedHandlers,
      'change-notification': changeNotificationHandlers,
    };
    for (const [name, of] of Object.entries(handlers))
      expect(calls(of.map(({ route }) => route))).toEqual(
        calls(routes.filter((route) => route.function === name)),
      );
  });

  it('is in the OpenAPI document, unless it is only for Odoo', () => {
    const { paths } = JSON.parse(readFileSync('events/generated/openapi.json', 'utf8')) as {
      paths: Record<string, object>;
    };
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
    );
    expect(calls(documented)).toEqual(calls(published));
    expect(calls(routes.filter((route) => !published.includes(route)))).toEqual(['POST /v1/hints/{word}']);
  });

  it('is in the table of the docs, and no page names a call that there is not', () => {
    const called = /\b(GET|POST|PUT|PATCH|DELETE) (\/[^\s`?|]*)/g;
    const callsIn = (text: string) =>
      [...text.matchAll(called)].map(([, method = '', path = '']) => ({ method, path }));
    const page = readFileSync('docs/http.md', 'utf8');
    const [, table = ''] = /<!-- routes:.*?-->(.*?)<!-- end of routes -->/s.exec(page) ?? [];
    expect(calls(callsIn(table))).toEqual(calls(routes));
    // A page may fill in a plant.
    const known = calls(routes).map((call) => new RegExp(`^${call.replace(/\{\w+\}/g, '[^/]+')}$`));
    for (const file of ['README.md', ...globSync('docs/*.md')]) {
      // Odoo's own API is named in some pages, too.
      const ours = callsIn(readFileSync(file, 'utf8')).filter(({ path }) => !path.startsWith('/json/2'));
      expect([
        basename(file),
        calls(ours).filter((call) => !known.some((pattern) => pattern.test(call))),
      ]).toEqual([basename(file), []]);
    }
  });

  it('has a name of its own for generated clients', () => {
    const names = routes.map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
  });
});
