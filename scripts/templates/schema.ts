import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { type Check, intrinsicOf, isObject } from './template.ts';

type Database = ReturnType<typeof loadAwsServiceSpecSync>;
type Resource = ReturnType<ReturnType<Database['lookup']>['only']>;
type Properties = Extract<Resource, { cloudFormationType: string }>['properties'];
type Property = Properties[string];
type PropertyType = Property['type'];

let loaded: Database | undefined;
/** CloudFormation's resource types, from the package that CDK itself is made from; half a second, once. */
const database = (): Database => {
  loaded ??= loadAwsServiceSpecSync();
  return loaded;
};

const resourceOf = (type: string) =>
  [...database().lookup('resource', 'cloudFormationType', 'equals', type)][0];

/** Checks each resource against the definition of its type: known and required properties, types of values, deletion policies. */
export const schemaFindings: Check = ({ Resources }) =>
  Object.entries(Resources).flatMap(
    ([id, { Type, Properties = {}, DeletionPolicy, UpdateReplacePolicy }]) => {
      const policies = Object.entries({ DeletionPolicy, UpdateReplacePolicy }).flatMap(([name, value]) =>
        value === undefined || allowedPolicies[name]?.includes(value)
          ? []
          : [`${id}.${name}: is ${value}, and may be ${allowedPolicies[name]?.join(', ')}`],
      );
      if (Type.startsWith('Custom::') || Type === 'AWS::CDK::Metadata') return policies;
      const resource = resourceOf(Type);
      if (!resource) return [`${id}: CloudFormation has no type ${Type}`];
      return [...policies, ...objectFindings(Properties, resource.properties, `${id}.Properties`)];
    },
  );

const allowedPolicies: Record<string, string[]> = {
  DeletionPolicy: ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot'],
  UpdateReplacePolicy: ['Delete', 'Retain', 'Snapshot'],
};

const objectFindings = (value: Record<string, unknown>, properties: Properties, place: string): string[] => [
  ...Object.entries(value).flatMap(([name, given]) => {
    const property = properties[name];
    return property
      ? typeFindings(given, [property.type, ...(property.previousTypes ?? [])], `${place}.${name}`)
      : [`${place}.${name}: there is no such property`];
  }),
  ...Object.entries(properties)
    .filter(([name, { required }]) => required && value[name] === undefined)
    .map(([name]) => `${place}: ${name} is required`),
];

/** Findings of a value that may have one of some types: none when one fits, else those of the nearest. */
const typeFindings = (value: unknown, types: readonly PropertyType[], place: string): string[] => {
  if (isObject(value) && 'Fn::If' in value) {
    const [, yes, no] = value['Fn::If'] as unknown[];
    return [...typeFindings(yes, types, place), ...typeFindings(no, types, place)];
  }
  if (intrinsicOf(value)) return [];
  const findings = types.map((type) => oneTypeFindings(value, type, place));
  return findings.sort((one, other) => one.length - other.length)[0] ?? [];
};

const oneTypeFindings = (value: unknown, type: PropertyType, place: string): string[] => {
  const wrong = (wanted: string) => [`${place}: must be ${wanted}, and is ${JSON.stringify(value)}`];
  switch (type.type) {
    case 'string':
    case 'date-time':
      if (typeof value !== 'string') return wrong('a text');
      return 'allowedValues' in type && type.allowedValues && !type.allowedValues.includes(value)
        ? wrong(`one of ${type.allowedValues.join(', ')}`)
        : [];
    case 'integer':
      return Number.isInteger(value) ? [] : wrong('a whole number');
    case 'number':
      return typeof value === 'number' ? [] : wrong('a number');
    case 'boolean':
      return typeof value === 'boolean' ? [] : wrong('true or false');
    case 'json':
      return isObject(value) || Array.isArray(value) || typeof value === 'string' ? [] : wrong('JSON');
    case 'null':
      return value === null ? [] : wrong('null');
    case 'tag':
      return isObject(value) && typeof value.Key === 'string' && 'Value' in value ? [] : wrong('a tag');
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((each, index) => typeFindings(each, [type.element], `${place}.${index}`))
        : wrong('a list');
    case 'map':
      return isObject(value)
        ? Object.entries(value).flatMap(([key, each]) =>
            typeFindings(each, [type.element], `${place}.${key}`),
          )
        : wrong('an object');
    case 'union':
      return typeFindings(value, type.types, place);
    case 'ref': {
      if (!isObject(value)) return wrong('an object');
      const { properties } = database().get('typeDefinition', type.reference);
      return objectFindings(value, properties, place);
    }
  }
};

/** True when `Fn::GetAtt` may ask a resource type for an attribute. */
export const hasAttribute = (type: string, attribute: string): boolean => {
  if (type.startsWith('Custom::')) return true;
  const resource = resourceOf(type);
  return !resource || attribute in resource.attributes;
};

/** All of what a template may ask a resource type for, for messages. */
export const attributesOf = (type: string): string[] => Object.keys(resourceOf(type)?.attributes ?? {});
