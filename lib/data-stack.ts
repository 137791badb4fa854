import { SecretValue, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Environment } from '../configuration/environment.ts';
import type { EventStoreIndex, FeedIndex } from './access.ts';
import { AnalyticsBucket, AuditBucket, FileIngestBucket } from './constructs/buckets.ts';
import { onCallTopics } from './constructs/on-call-topics.ts';
import { protectTables, stackIsProtected } from './constructs/protection.ts';
import { removalPolicyOf } from './constructs/removal-policy.ts';
import { namesOf } from './names.ts';

export interface DataStackProps extends StackProps {
  environment: Environment;
}

/** Everything that outlives a deployment: tables, buckets, the bus, Odoo's credentials, and the topics of the people on call. */
export class DataStack extends Stack {
  constructor(scope: Construct, id: string, { environment, ...props }: DataStackProps) {
    super(scope, id, { ...props, terminationProtection: stackIsProtected(scope, environment) });
    const names = namesOf(environment);
    const removalPolicy = removalPolicyOf(environment.keepData);
    const string = (name: string) => ({ name, type: AttributeType.STRING });

    const keptTable = {
      partitionKey: string('pk'),
      sortKey: string('sk'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: environment.pointInTimeRecovery },
      removalPolicy,
    };
    const eventStore = new Table(this, 'Ledger', {
      tableName: names.eventStore,
      ...keptTable,
    });
    const index = (indexName: EventStoreIndex, partitionKey: string, sortKey = 'acceptedAt') =>
      eventStore.addGlobalSecondaryIndex({
        indexName,
        partitionKey: string(partitionKey),
        sortKey: string(sortKey),
        projectionType: ProjectionType.ALL,
      });
    // Sparse: has an event only from its write until its message is known to be in the plant queue.
    index('outbox', 'outbox');
    // Sparse: quarantined and deferred events, which wait for an operator.
    index('attention', 'attention');
    index('byPlant', 'plant');
    // Sparse: reports of machines and plants' snapshots, by the time that they are about.
    index('told', 'told', 'toldAt');

    // A table of its own, so that a right on it is no right on the event store. Small, and read at every posting.
    const codeMapping = new Table(this, 'Crosswalk', {
      tableName: names.codeMapping,
      ...keptTable,
    });

    const holds = new Table(this, 'Gate', {
      tableName: names.gate,
      ...keptTable,
    });
    const audit = new Table(this, 'Audit', {
      tableName: names.audit,
      ...keptTable,
    });
    // Reports expire after a year.
    const reconciliation = new Table(this, 'Reconciliation', {
      tableName: names.reconciliation,
      ...keptTable,
      timeToLiveAttribute: 'expires',
    });

    // Messages of the feeds, the current state of entities, and the positions of consumers.
    const feed = new Table(this, 'Feed', {
      tableName: names.feed,
      timeToLiveAttribute: 'expires',
      ...keptTable,
    });
    // Sparse: the current state of entities, by business key.
    feed.addGlobalSecondaryIndex({
      indexName: 'named' satisfies FeedIndex,
      partitionKey: string('named'),
      projectionType: ProjectionType.KEYS_ONLY,
    });
    const runs = new Table(this, 'Runs', {
      tableName: names.runs,
      ...keptTable,
      timeToLiveAttribute: 'expires',
    });

    const kept = [eventStore, codeMapping, holds, audit, feed, runs, reconciliation];
    if (environment.keepData) protectTables(this, kept);

    const idempotency = new Table(this, 'Idempotency', {
      tableName: names.idempotency,
      partitionKey: string('id'),
      timeToLiveAttribute: 'expiration',
      billingMode: BillingMode.PAY_PER_REQUEST,
      removalPolicy: removalPolicyOf(false),
    });
    Validations.of(idempotency).acknowledge({
      id: 'AwsSolutions-DDB3',
      reason:
        'Answers kept for a day so that a repeated call gets the same one; restoring them serves nobody.',
    });
    if (!environment.pointInTimeRecovery) {
      for (const table of kept)
        Validations.of(table).acknowledge({
          id: 'AwsSolutions-DDB3',
          reason: `Environment ${environment.name} holds trial data only; prod has point-in-time recovery.`,
        });
    }

    new EventBus(this, 'Bus', {
      eventBusName: names.bus,
      description: 'Events of partners coming in, outcomes of the gateway going out',
    });

    new FileIngestBucket(this, 'Drop', { environment });
    new AuditBucket(this, 'AuditArchive', { environment });
    new AnalyticsBucket(this, 'Analytics', { environment });

    const odoo = new Secret(this, 'Odoo', {
      secretName: names.odooSecret,
      description: 'Odoo: url, database and API key of the integration user, as JSON',
      // A person sets the values after the first deployment. CloudFormation does not overwrite them while these texts stay.
      secretObjectValue: {
        url: SecretValue.unsafePlainText('https://odoo.invalid'),
        database: SecretValue.unsafePlainText('set-me'),
        apiKey: SecretValue.unsafePlainText('set-me'),
      },
      removalPolicy,
    });
    Validations.of(odoo).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'Odoo issues its API keys itself: Secrets Manager has no rotation function that could make one.',
    });

    const notificationSecret = new Secret(this, 'Hint', {
      secretName: names.hintSecret,
      description: 'Last word of the address at which Odoo says that something changed',
      generateSecretString: { passwordLength: 40, excludePunctuation: true },
      removalPolicy,
    });
    Validations.of(notificationSecret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'A person enters it in a webhook of Odoo; whoever knows it can only make the next poll come sooner.',
    });

    onCallTopics(this, environment);
  }
}
