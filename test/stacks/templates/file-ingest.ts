import { describe, expect, it } from 'vitest';
import { partners } from '../../../partners/index.ts';
import { all, type Synthesized } from './synthesized.ts';

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Principal?: unknown;
  Condition?: unknown;
}

const list = <T>(one: T | T[]): T[] => (Array.isArray(one) ? one : [one]);

const bucketOf = ({ resources }: Synthesized) => {
  const [bucket, ...more] = resources('AWS::S3::Bucket').filter(({ id }) => id.startsWith('Drop'));
  if (!bucket || more.length > 0) throw new Error('there should be one bucket of dropped files');
  return bucket;
};

/** An ARN with its references as `<name>`. */
const plain = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::Join': join } = value as { Ref?: string; 'Fn::Join'?: [string, unknown[]] };
  return join ? join[1].map(plain).join(join[0]) : `<${Ref}>`;
};

const statementsOf = ({ resources }: Synthesized): { role: string; statement: Statement }[] =>
  resources('AWS::IAM::Policy').flatMap(({ id, Properties }) =>
    (Properties.PolicyDocument.Statement as Statement[]).map((statement) => ({
      role: id.replace(/Role.*/, ''),
      statement,
    })),
  );

describe('the bucket of dropped files', () => {
  it('is encrypted, keeps versions, belongs to us alone, and speaks TLS only', () => {
    for (const one of all) {
      expect(bucketOf(one).Properties).toMatchObject({
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        VersioningConfiguration: { Status: 'Enabled' },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      });
      const [policy] = one.resources('AWS::S3::BucketPolicy').filter(({ id }) => id.startsWith('Drop'));
      const statements = policy?.Properties.PolicyDocument.Statement as Statement[];
      expect(statements).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Action: 's3:*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
      expect(statements.filter(({ Effect }) => Effect === 'Allow')).toEqual([]);
    }
  });

  it('forgets files, results and old versions, and survives its stack in prod', () => {
    for (const one of all) {
      const { Properties, DeletionPolicy } = bucketOf(one);
      const days = one.environment.drop.keepDays;
      expect(Properties.LifecycleConfiguration.Rules).toContainEqual(
        expect.objectContaining({
          Status: 'Enabled',
          ExpirationInDays: days,
          NoncurrentVersionExpiration: { NoncurrentDays: days },
        }),
      );
      expect(DeletionPolicy).toBe(one.environment.keepData ? 'RetainExceptOnCreate' : 'Delete');
    }
  });

  it('is called after account and region', () => {
    for (const one of all)
      expect(plain(bucketOf(one).Properties.BucketName)).toMatch(
        new RegExp(`^opg-${one.environment.name}-drop-(<AWS::AccountId>|\\d{12})-eu-central-1$`),
      );
  });

  it('is read and written by one function, in partners’ folders, and only results are written or removed', () => {
    for (const one of all) {
      const touching = statementsOf(one).filter(({ statement }) =>
        JSON.stringify(statement.Resource).includes(`:::opg-${one.environment.name}-drop-`),
      );
      expect(new Set(touching.map(({ role }) => role))).toEqual(new Set(['DropTake']));
      const may = touching.flatMap(({ statement }) =>
        list(statement.Action).flatMap((action) =>
          list(statement.Resource).map(
            (resource) => `${action} ${plain(resource).replace(/.*-eu-central-1/, '')}`,
          ),
        ),
      );
      expect(may.sort()).toEqual([
        's3:DeleteObject /*/in/*.errors.csv',
        's3:GetObjectVersion /*/in/*',
        's3:ListBucket ',
        's3:PutObject /*/in/*.errors.csv',
        's3:PutObject /*/in/*.result.json',
      ]);
    }
  });
});

describe('a dropped file', () => {
  it('reaches its queue by the bus, unless the gateway wrote it, and is kept when that fails', () => {
    for (const one of all) {
      expect(bucketOf(one).Properties.NotificationConfiguration).toEqual({
        EventBridgeConfiguration: { EventBridgeEnabled: true },
      });
      const rule = one
        .resources('AWS::Events::Rule')
        .find(({ Properties }) => Properties.EventPattern?.source?.includes('aws.s3'));
      expect(rule?.Properties.EventBusName).toBeUndefined();
      const { detail } = rule?.Properties.EventPattern ?? {};
      expect(plain(detail.bucket.name[0])).toBe(plain(bucketOf(one).Properties.BucketName));
      expect(detail.object.key).toEqual([{ 'anything-but': { suffix: ['.errors.csv', '.result.json'] } }]);
      expect(rule?.Properties.Targets[0].DeadLetterConfig.Arn['Fn::GetAtt'][0]).toContain('DropDeadLetters');
    }
  });

  it('waits in its queue while the function fails, one at a time, and ends in the dead letters that page', () => {
    for (const one of all) {
      const queue = one.resources('AWS::SQS::Queue').find(({ id }) => id.startsWith('DropQueue'));
      expect(queue?.Properties.RedrivePolicy.maxReceiveCount).toBe(50);
      expect(queue?.Properties.VisibilityTimeout).toBe(one.environment.drop.visibilitySeconds);
      const source = one
        .resources('AWS::Lambda::EventSourceMapping')
        .find(({ Properties }) => Properties.EventSourceArn['Fn::GetAtt'][0] === queue?.id);
      expect(source?.Properties.BatchSize).toBe(1);
      const alarm = one
        .resources('AWS::CloudWatch::Alarm')
        .find(({ Properties }) => Properties.AlarmName.endsWith('-drop-dead-letters'));
      expect(JSON.stringify(alarm?.Properties.Dimensions)).toContain(
        queue?.Properties.RedrivePolicy.deadLetterTargetArn['Fn::GetAtt'][0],
      );
    }
  });

  it('speaks for the plant and the system of its folder, as the partner that may drop there', () => {
    for (const { environment, resources } of all) {
      const records = resources('AWS::SSM::Parameter').filter(({ id }) => id.includes('DropRecord'));
      const expected = environment.partners
        .flatMap((id) => partners[id] ?? [])
        .filter(({ drop }) => drop)
        .flatMap(({ id, plants, systems, types }) =>
          plants.flatMap((plant) =>
            systems.map((system) => ({
              name: `/opg/${environment.name}/partners/drop.${plant}.${system}`,
              value: { partner: id, plants: [plant], systems: [system], types },
            })),
          ),
        );
      expect(expected.length).toBeGreaterThan(0);
      expect(
        records.map(({ Properties }) => ({
          name: Properties.Name,
          value: JSON.parse(Properties.Value),
        })),
      ).toEqual(expected.map(({ name, value }) => ({ name, value: expect.objectContaining(value) })));
    }
  });
});
