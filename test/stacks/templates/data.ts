import { describe, expect, it } from 'vitest';
import { all, type Synthesized } from './synthesized.ts';

const tableOf = ({ resources }: Synthesized, name: string) =>
  resources('AWS::DynamoDB::Table').find(({ Properties }) => Properties.TableName.endsWith(`-${name}`));
const eventStoreOf = (one: Synthesized) => tableOf(one, 'ledger');

describe('event store, code mapping and feeds', () => {
  it('survive their stack in prod and can be restored to any second', () => {
    const prod = all.find(({ environment }) => environment.name === 'prod');
    for (const name of ['ledger', 'crosswalk', 'feed']) {
      const table = prod && tableOf(prod, name);
      expect(table?.DeletionPolicy).toBe('RetainExceptOnCreate');
      expect(table?.Properties).toMatchObject({
        DeletionProtectionEnabled: { 'Fn::If': ['IsProtected', true, false] },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      });
    }
  });
});

describe('the event store', () => {
  it('can be asked for the outbox, for what needs attention and for a plant’s events, by arrival', () => {
    for (const one of all) {
      const indexes = eventStoreOf(one)?.Properties.GlobalSecondaryIndexes;
      expect(
        indexes.map((index: { IndexName: string; KeySchema: { AttributeName: string }[] }) => [
          index.IndexName,
          ...index.KeySchema.map(({ AttributeName }) => AttributeName),
        ]),
      ).toEqual([
        ['outbox', 'outbox', 'acceptedAt'],
        ['attention', 'attention', 'acceptedAt'],
        ['byPlant', 'plant', 'acceptedAt'],
        ['told', 'told', 'toldAt'],
      ]);
    }
  });
});

describe('the feeds', () => {
  it('forget what has expired, and find an entity by its business key', () => {
    for (const one of all)
      expect(tableOf(one, 'feed')?.Properties).toMatchObject({
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
        GlobalSecondaryIndexes: [
          { IndexName: 'named', KeySchema: [{ AttributeName: 'named', KeyType: 'HASH' }] },
        ],
      });
  });
});

describe('secrets', () => {
  it('are in no template: Odoo’s is a placeholder, and partners’ keys and secrets are made by AWS', () => {
    for (const { environment, resources } of all) {
      const secrets = resources('AWS::SecretsManager::Secret');
      const odoo = secrets.find(({ stack }) => stack === 'data');
      expect(JSON.parse(odoo?.Properties.SecretString)).toEqual({
        url: 'https://odoo.invalid',
        database: 'set-me',
        apiKey: 'set-me',
      });
      for (const { Properties } of secrets.filter(({ stack }) => stack === 'webhooks')) {
        expect(Properties.SecretString).toBeUndefined();
        // Letters and digits, four of which are three bytes of base64.
        expect(Properties.GenerateSecretString).toMatchObject({
          PasswordLength: 64,
          ExcludePunctuation: true,
        });
      }
      expect(resources('AWS::ApiGateway::ApiKey')).toHaveLength(environment.partners.length);
      for (const { Properties } of resources('AWS::ApiGateway::ApiKey'))
        expect(Properties.Value).toBeUndefined();
    }
  });
});

describe('the on-call topic', () => {
  it('lets CloudWatch’s alarms through, although its policy replaces the default one', () => {
    for (const { resources } of all) {
      const [policy] = resources('AWS::SNS::TopicPolicy');
      expect(policy?.Properties.PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({
          Effect: 'Allow',
          Action: 'sns:Publish',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
        }),
      );
    }
  });
});
