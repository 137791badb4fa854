import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

type Names = Record<string, string[]>;
interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
}

/** Types whose content or name is lost when CloudFormation replaces the resource. */
const kept = [
  'AWS::ApiGateway::ApiKey',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::UsagePlan',
  'AWS::DynamoDB::Table',
  'AWS::Events::EventBus',
  'AWS::Glue::Database',
  'AWS::Glue::Table',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::SSM::Parameter',
  'AWS::Scheduler::Schedule',
  'AWS::SecretsManager::Secret',
  'AWS::StepFunctions::StateMachine',
];

const nameOf = ({ Properties = {} }: Resource): string =>
  JSON.stringify(
    Object.entries(Properties).filter(([property]) =>
      /^(\w*Name|Name|AttributeDefinitions|KeySchema)$/.test(property),
    ),
  );

/** Metrics of the gateway's own that alarms and dashboards name. */
const metricsIn = (content: unknown): string[] => {
  if (typeof content !== 'object' || content === null) return [];
  const { Namespace, MetricName } = content as { Namespace?: unknown; MetricName?: unknown };
  return [
    ...(Namespace === 'OdooPlantGateway' ? [String(MetricName)] : []),
    ...Object.values(content).flatMap(metricsIn),
  ];
};

/** Names of what a module of the checkout exports: of its objects, or its keys. */
const namesOf = async (root: string, path: string, exported: string): Promise<string[]> => {
  const { [exported]: values } = (await import(/* @vite-ignore */ join(root, path))) as Record<
    string,
    object
  >;
  return Array.isArray(values) ? values.map(({ name }: { name: string }) => name) : Object.keys(values ?? {});
};

/** Names in a checkout that partners, operators, stored data, Odoo databases or deployed stacks hold, by kind; sorted. */
export const collectNames = async (root: string): Promise<Names> => {
  const text = (...patterns: string[]): string =>
    patterns
      .flatMap((pattern) => globSync(pattern, { cwd: root }))
      .sort()
      .map((file) => readFileSync(join(root, file), 'utf8'))
      .join('\n');
  const all = (source: string, pattern: RegExp): string[] => [
    ...new Set([...source.matchAll(pattern)].map((match) => match[1] ?? match[0])),
  ];
  const lambdas = text('lambdas/**/*.ts');
  const module = text('odoo/plant_gateway/**/*.py', 'odoo/plant_gateway/**/*.xml');
  const stacks = parse(text('test/stacks/snapshots/prod.yaml')) as Record<string, Record<string, Resource>>;
  const resources = Object.entries(stacks).flatMap(([stack, members]) =>
    Object.entries(members).map(([id, resource]) => ({ stack, id, resource })),
  );
  const { paths } = JSON.parse(text('events/generated/openapi.json')) as { paths: Record<string, object> };
  const names: Names = {
    resources: resources
      .filter(({ resource }) => kept.includes(resource.Type))
      .map(({ stack, id, resource }) => `${stack} ${id} ${resource.Type} ${nameOf(resource)}`),
    alarms: resources
      .filter(({ resource }) => resource.Type === 'AWS::CloudWatch::Alarm')
      .map(({ resource }) => String(resource.Properties?.AlarmName)),
    metrics: metricsIn(stacks).concat(
      all(JSON.stringify(stacks), /SEARCH\('\{OdooPlantGateway[^}]*\} MetricName=\W*(\w+)/g),
    ),
    routes: Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    ),
    eventTypes: all(text('events/*.ts', 'events/messages/*.ts'), /^ {2}name: '([a-z-]+\.[a-z-]+)',$/gm),
    messages: await namesOf(root, 'events/messages/catalogue.ts', 'messageCatalogue'),
    refusals: await namesOf(root, 'lambdas/odoo/refusals.ts', 'REFUSALS'),
    logCodes: all(text('lambdas/**/log.ts'), /^ {2}\| '([A-Z_]+)'/gm),
    commands: all(lambdas, /command: z\.literal\('([a-z-]+)'\)/g),
    verbs: all(text('scripts/operate.ts'), /^ {2}([a-z]+): (?:undefined|'(?:eventKey|plant|job)'),$/gm),
    itemKeys: all(lambdas, /(?:[`'])([A-Z]{3,}#)/g).concat(all(lambdas, /\b[ps]k: '([A-Z]+)'/g)),
    questions: all(text('odoo/plant_gateway/**/*.py'), /QUESTIONS\['([a-z._-]+)'\]/g),
    odooNames: all(module, /\b(x_plant_gateway_\w+|plant_gateway_receipt|plant_gateway_lot)\b/g),
  };
  return Object.fromEntries(Object.entries(names).map(([kind, found]) => [kind, [...new Set(found)].sort()]));
};
