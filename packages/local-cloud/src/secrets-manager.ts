import { randomInt, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Operations } from './aws-endpoint.ts';
import { AwsError } from './aws-endpoint.ts';
import type { KeyValueStore } from './storage.ts';
import { applyTemplateValue, type DeclaredValue } from './storage.ts';
import type { Deployment } from './template/deployment.ts';
import { flag, number, propertySchema, readProperties } from './template/resource.ts';

const generation = z.strictObject({
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
  PasswordLength: number.default(32),
  ExcludeCharacters: z.string().default(''),
  ExcludeLowercase: flag.default(false),
  ExcludeUppercase: flag.default(false),
  ExcludeNumbers: flag.default(false),
  ExcludePunctuation: flag.default(false),
  IncludeSpace: flag.default(false),
  RequireEachIncludedType: flag.optional(),
});

const secretProperties = propertySchema(
  {
    Name: z.string().optional(),
    SecretString: z.string().optional(),
    GenerateSecretString: generation.optional(),
  },
  ['Description', 'KmsKeyId', 'ReplicaRegions', 'Tags'],
);

export interface SecretRecord extends DeclaredValue {
  arn: string;
  value: string;
  version: string;
  /** milliseconds since the epoch */
  changedAt: number;
}

interface Request {
  SecretId: string;
  SecretString?: string;
  VersionStage?: string;
}

/** Secrets Manager. Each secret has one version, AWSCURRENT. */
export class Secrets {
  readonly #store: KeyValueStore<SecretRecord>;

  constructor(deployment: Deployment, store: KeyValueStore<SecretRecord>) {
    this.#store = store;
    for (const resource of deployment.all('AWS::SecretsManager::Secret')) {
      const { SecretString, GenerateSecretString } = readProperties(secretProperties, resource);
      applyTemplateValue(
        store,
        resource.name,
        JSON.stringify(SecretString ?? GenerateSecretString ?? {}),
        () => ({
          arn: resource.arn,
          value: SecretString ?? generate(generation.parse(GenerateSecretString ?? {})),
          version: randomUUID(),
          changedAt: Date.now(),
        }),
      );
    }
  }

  /** By name, ARN, or ARN without its random suffix. */
  get(id: string): { name: string; record: SecretRecord } {
    const found = this.#store.entries().find(([name, { arn }]) => [name, arn, arn.slice(0, -7)].includes(id));
    if (!found)
      throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return { name: found[0], record: found[1] };
  }

  set(id: string, value: string): { name: string; record: SecretRecord } {
    const { name, record } = this.get(id);
    return {
      name,
      record: this.#store.put(name, { ...record, value, version: randomUUID(), changedAt: Date.now() }),
    };
  }

  operations(): Operations {
    const written = ({ SecretId, SecretString }: Request) => {
      if (SecretString === undefined)
        throw new AwsError('InvalidRequestException', 'only SecretString is kept here');
      const { name, record } = this.set(SecretId, SecretString);
      return { ARN: record.arn, Name: name, VersionId: record.version, VersionStages: ['AWSCURRENT'] };
    };
    return {
      GetSecretValue: ({ SecretId, VersionStage = 'AWSCURRENT' }: Request) => {
        const { name, record } = this.get(SecretId);
        if (VersionStage !== 'AWSCURRENT')
          throw new AwsError('ResourceNotFoundException', `there is no version staged ${VersionStage}`);
        return {
          ARN: record.arn,
          Name: name,
          SecretString: record.value,
          VersionId: record.version,
          VersionStages: ['AWSCURRENT'],
          CreatedDate: record.changedAt / 1000,
        };
      },
      PutSecretValue: written,
      UpdateSecret: written,
      DescribeSecret: ({ SecretId }: Request) => {
        const { name, record } = this.get(SecretId);
        return { ARN: record.arn, Name: name, VersionIdsToStages: { [record.version]: ['AWSCURRENT'] } };
      },
    };
  }
}

function generate(wish: z.output<typeof generation>): string {
  const alphabet = [
    wish.ExcludeLowercase ? '' : 'abcdefghijklmnopqrstuvwxyz',
    wish.ExcludeUppercase ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    wish.ExcludeNumbers ? '' : '0123456789',
    wish.ExcludePunctuation ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    wish.IncludeSpace ? ' ' : '',
  ].join('');
  const allowed = [...alphabet].filter((character) => !wish.ExcludeCharacters.includes(character));
  const password = Array.from({ length: wish.PasswordLength }, () => allowed[randomInt(allowed.length)]).join(
    '',
  );
  if (!wish.GenerateStringKey) return password;
  return JSON.stringify({
    ...JSON.parse(wish.SecretStringTemplate ?? '{}'),
    [wish.GenerateStringKey]: password,
  });
}
