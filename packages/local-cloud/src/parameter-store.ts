import { z } from 'zod';
import type { Operations } from './aws-endpoint.ts';
import { AwsError } from './aws-endpoint.ts';
import type { KeyValueStore } from './storage.ts';
import { applyTemplateValue, type DeclaredValue } from './storage.ts';
import type { Deployment } from './template/deployment.ts';
import { propertySchema, readProperties } from './template/resource.ts';

const parameterProperties = propertySchema(
  { Name: z.string().optional(), Type: z.enum(['String', 'StringList']), Value: z.string() },
  ['AllowedPattern', 'DataType', 'Description', 'Policies', 'Tags', 'Tier'],
);

export interface ParameterRecord extends DeclaredValue {
  value: string;
  type: string;
  version: number;
  /** milliseconds since the epoch */
  changedAt: number;
}

interface PathRequest {
  Path: string;
  Recursive?: boolean;
  MaxResults?: number;
  NextToken?: string;
}

/** Systems Manager Parameter Store. */
export function parameterOperations(
  deployment: Deployment,
  store: KeyValueStore<ParameterRecord>,
  { account, region }: { account: string; region: string },
): Operations {
  for (const resource of deployment.all('AWS::SSM::Parameter')) {
    const { Type, Value } = readProperties(parameterProperties, resource);
    const version = (store.get(resource.name)?.version ?? 0) + 1;
    applyTemplateValue(store, resource.name, `${Type} ${Value}`, () => ({
      value: Value,
      type: Type,
      version,
      changedAt: Date.now(),
    }));
  }

  const describe = (name: string, { value, type, version, changedAt }: ParameterRecord) => ({
    Name: name,
    Type: type,
    Value: value,
    Version: version,
    LastModifiedDate: changedAt / 1000,
    ARN: `arn:aws:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`,
    DataType: 'text',
  });
  const find = (nameOrArn: string) => {
    const name = nameOrArn.startsWith('arn:') ? nameOrArn.replace(/^arn:.*:parameter/, '') : nameOrArn;
    const record = store.get(name);
    return record && describe(name, record);
  };
  const notFound = () => new AwsError('ParameterNotFound', 'The parameter does not exist.');

  return {
    GetParameter({ Name }: { Name: string }) {
      const Parameter = find(Name);
      if (!Parameter) throw notFound();
      return { Parameter };
    },
    GetParameters({ Names }: { Names: string[] }) {
      const found = Names.map((name) => ({ name, parameter: find(name) }));
      return {
        Parameters: found.flatMap(({ parameter }) => parameter ?? []),
        InvalidParameters: found.flatMap(({ name, parameter }) => (parameter ? [] : [name])),
      };
    },
    GetParametersByPath({ Path, Recursive = false, MaxResults = 10, NextToken }: PathRequest) {
      const path = Path.endsWith('/') ? Path : `${Path}/`;
      const below = store
        .entries()
        .filter(([name]) => name.startsWith(path) && (Recursive || !name.slice(path.length).includes('/')));
      const from = Number(NextToken ?? 0);
      const rest = from + MaxResults < below.length ? { NextToken: String(from + MaxResults) } : {};
      return {
        Parameters: below.slice(from, from + MaxResults).map(([name, record]) => describe(name, record)),
        ...rest,
      };
    },
    PutParameter({
      Name,
      Value,
      Type,
      Overwrite = false,
    }: {
      Name: string;
      Value: string;
      Type?: string;
      Overwrite?: boolean;
    }) {
      const known = store.get(Name);
      if (known && !Overwrite) throw new AwsError('ParameterAlreadyExists', 'The parameter already exists.');
      const version = (known?.version ?? 0) + 1;
      const type = Type ?? known?.type ?? 'String';
      store.put(Name, {
        value: Value,
        type,
        version,
        changedAt: Date.now(),
        template: known?.template ?? '',
      });
      return { Version: version, Tier: 'Standard' };
    },
    DeleteParameter({ Name }: { Name: string }) {
      if (!store.get(Name)) throw notFound();
      store.remove(Name);
      return {};
    },
  };
}
