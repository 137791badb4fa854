import type { StackTemplate } from './assembly.ts';

/** What intrinsic functions need besides their arguments. */
export interface Context {
  stack: StackTemplate;
  ref(logicalId: string): string | undefined;
  attribute(logicalId: string, attribute: string): unknown;
  exported(name: string): unknown;
  output(stackName: string, name: string): unknown;
}

/** AWS::NoValue: a property with this value is removed. */
const nothing = Symbol('AWS::NoValue');

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function resolve(context: Context, value: unknown): unknown {
  const result = evaluate(context, value);
  return result === nothing ? undefined : result;
}

export function conditionHolds(context: Context, condition: unknown): boolean {
  return resolve(context, condition) === true;
}

function evaluate(context: Context, value: unknown): unknown {
  if (Array.isArray(value))
    return value.map((item) => evaluate(context, item)).filter((item) => item !== nothing);
  if (!isRecord(value)) return value;
  const [only, ...others] = Object.entries(value);
  if (only && others.length === 0) {
    const [name, argument] = only;
    const run = functions[name];
    if (run) return run(context, argument);
    if (name.startsWith('Fn::')) throw new Error(`${context.stack.name}: ${name} is not supported here`);
  }
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]): [string, unknown] => [key, evaluate(context, item)])
      .filter(([, item]) => item !== nothing),
  );
}

const list = (context: Context, value: unknown): unknown[] => {
  const result = evaluate(context, value);
  return Array.isArray(result) ? result : [result];
};
const text = (context: Context, value: unknown): string => String(evaluate(context, value));

const functions: Record<string, (context: Context, argument: unknown) => unknown> = {
  Ref: (context, argument) => reference(context, String(argument)),
  Condition: (context, argument) => evaluate(context, context.stack.template.Conditions?.[String(argument)]),
  'Fn::GetAtt'(context, argument) {
    const [logicalId = '', ...attribute] = Array.isArray(argument)
      ? argument.map(String)
      : String(argument).split('.');
    return context.attribute(logicalId, attribute.join('.'));
  },
  'Fn::Join'(context, argument) {
    const [separator, items] = argument as [string, unknown];
    return list(context, items).join(separator);
  },
  'Fn::Select'(context, argument) {
    const [index, items] = argument as [unknown, unknown];
    return list(context, items)[Number(text(context, index))];
  },
  'Fn::Split'(context, argument) {
    const [separator, value] = argument as [string, unknown];
    return text(context, value).split(separator);
  },
  'Fn::Sub'(context, argument) {
    const [pattern, own] = (Array.isArray(argument) ? argument : [argument, {}]) as [
      string,
      Record<string, unknown>,
    ];
    return pattern.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (name in own) return text(context, own[name]);
      const [logicalId = '', ...attribute] = name.split('.');
      return String(
        attribute.length > 0 ? context.attribute(logicalId, attribute.join('.')) : reference(context, name),
      );
    });
  },
  'Fn::ImportValue': (context, argument) => context.exported(text(context, argument)),
  'Fn::GetStackOutput'(context, argument) {
    const { StackName, OutputName } = argument as { StackName: unknown; OutputName: unknown };
    return context.output(text(context, StackName), text(context, OutputName));
  },
  'Fn::FindInMap'(context, argument) {
    const [map, first, second] = list(context, argument).map(String);
    return context.stack.template.Mappings?.[map ?? '']?.[first ?? '']?.[second ?? ''];
  },
  'Fn::Base64': (context, argument) => Buffer.from(text(context, argument)).toString('base64'),
  'Fn::If'(context, argument) {
    const [condition, yes, no] = argument as [string, unknown, unknown];
    return evaluate(context, conditionHolds(context, { Condition: condition }) ? yes : no);
  },
  'Fn::Equals'(context, argument) {
    const [left, right] = list(context, argument);
    return left === right;
  },
  'Fn::Not': (context, argument) => !list(context, argument)[0],
  'Fn::And': (context, argument) => list(context, argument).every(Boolean),
  'Fn::Or': (context, argument) => list(context, argument).some(Boolean),
};

function reference(context: Context, name: string): unknown {
  const { stack } = context;
  const pseudo: Record<string, unknown> = {
    'AWS::Partition': 'aws',
    'AWS::Region': stack.region,
    'AWS::AccountId': stack.account,
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack.name,
    'AWS::StackId': `arn:aws:cloudformation:${stack.region}:${stack.account}:stack/${stack.name}/local`,
    'AWS::NotificationARNs': [],
    'AWS::NoValue': nothing,
  };
  if (name in pseudo) return pseudo[name];
  const parameter = stack.template.Parameters?.[name];
  if (parameter) return parameter.Default;
  const ref = context.ref(name);
  if (ref === undefined) throw new Error(`${stack.name}: there is no resource or parameter ${name}`);
  return ref;
}
