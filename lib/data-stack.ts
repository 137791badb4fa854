import { RemovalPolicy, SecretValue, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Environment } from '../configuration/environment.ts';
import type { EventStoreIndex, FeedIndex } from './access.ts';
import { AnalyticsBucket } from './constructs/analytics-bucket.ts';
import { AuditBucket } from './constructs/audit-bucket.ts';
import { DropBucket } from './constructs/drop-bucket.ts';
import { namesOf } from './names.ts';

export interface DataStackProps extends StackProps {
  environment: Environment;
}

/** What must outlive a deployment: the ledger, the crosswalk, the audit, the feeds, the runs, the bus, Odoo's credentials, and the way to the person on call. */
export class DataStack extends Stack {
  constructor(scope: Construct, id: string, { environment, ...props }: DataStackProps) {
    super(scope, id, { ...props, terminationProtection: environment.keepData });
    const names = namesOf(environment);
    const removalPolicy = environment.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const string = (name: string) => ({ name, type: AttributeType.STRING });

    const kept = {
      partitionKey: string('pk'),
      sortKey: string('sk'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: environment.pointInTimeRecovery },
      deletionProtection: environment.keepData,
      removalPolicy,
    };
    const eventStore = new Table(this, 'Ledger', {
      tableName: names.eventStore,
      ...kept,
    });
    const index = (indexName: EventStoreIndex, partitionKey: string, sortKey = 'acceptedAt') =>
      eventStore.addGlobalSecondaryIndex({
        indexName,
        partitionKey: string(partitionKey),
        sortKey: string(sortKey),
        projectionType: ProjectionType.ALL,
      });
    // Sparse: holds an event only from the ledger write until its message is known to be in the lane.
    index('outbox', 'outbox');
    // Sparse: quarantined and parked events, which somebody must look at.
    index('attention', 'attention');
    index('byPlant', 'plant');
    // Sparse: what machines told and how plants' books stood, asked for by the time that it is about.
    index('told', 'told', 'toldAt');

    // Small, and read at every posting; apart from the ledger, so that no right on one is a right on the other.
    const codeMapping = new Table(this, 'Crosswalk', {
      tableName: names.codeMapping,
      ...kept,
    });

    const gate = new Table(this, 'Gate', {
      tableName: names.gate,
      ...kept,
    });
    const audit = new Table(this, 'Audit', {
      tableName: names.audit,
      ...kept,
    });
    // Reports end by themselves, after a year.
    const reconciliation = new Table(this, 'Reconciliation', {
      tableName: names.reconciliation,
      ...kept,
      timeToLiveAttribute: 'expires',
    });

    // What plants are told, how things stand by it, and how far its readers are.
    const feed = new Table(this, 'Feed', {
      tableName: names.feed,
      timeToLiveAttribute: 'expires',
      ...kept,
    });
    // Sparse: holds how things stand, by their business keys.
    feed.addGlobalSecondaryIndex({
      indexName: 'named' satisfies FeedIndex,
      partitionKey: string('named'),
      projectionType: ProjectionType.KEYS_ONLY,
    });
    const runs = new Table(this, 'Runs', {
      tableName: names.runs,
      ...kept,
      timeToLiveAttribute: 'expires',
    });

    const idempotency = new Table(this, 'Idempotency', {
      tableName: names.idempotency,
      partitionKey: string('id'),
      timeToLiveAttribute: 'expiration',
      billingMode: BillingMode.PAY_PER_REQUEST,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(idempotency).acknowledge({
      id: 'AwsSolutions-DDB3',
      reason:
        'Answers kept for a day so that a repeated call gets the same one; restoring them serves nobody.',
    });
    if (!environment.pointInTimeRecovery) {
      for (const table of [eventStore, codeMapping, gate, audit, feed, runs, reconciliation])
        Validations.of(table).acknowledge({
          id: 'AwsSolutions-DDB3',
          reason: `Environment ${environment.name} holds trial data only; prod has point-in-time recovery.`,
        });
    }

    new EventBus(this, 'Bus', {
      eventBusName: names.bus,
      description: 'Events of partners coming in, outcomes of the gateway going out',
    });

    new DropBucket(this, 'Drop', { environment });
    new AuditBucket(this, 'AuditArchive', { environment });
    new AnalyticsBucket(this, 'Analytics', { environment });

    const odoo = new Secret(this, 'Odoo', {
      secretName: names.odooSecret,
      description: 'Odoo: url, database and API key of the integration user, as JSON',
      // Filled in by hand after the first deployment. CloudFormation does not write it again while this stays as it is.
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

    const hint = new Secret(this, 'Hint', {
      secretName: names.hintSecret,
      description: 'Last word of the address at which Odoo says that something changed',
      generateSecretString: { passwordLength: 40, excludePunctuation: true },
      removalPolicy,
    });
    Validations.of(hint).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'It stands in a webhook of Odoo, where a person enters it; who knows it can only make a look come sooner.',
    });

    const onCall = new Topic(this, 'OnCall', { topicName: names.onCall, enforceSSL: true });
    // A topic with a policy of its own loses the default one, by which CloudWatch's alarms would get through.
    onCall.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [onCall.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    if (environment.onCallEmail) onCall.addSubscription(new EmailSubscription(environment.onCallEmail));
  }
}
