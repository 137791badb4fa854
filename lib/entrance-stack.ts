import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Environment } from '../configuration/environment.ts';
import { partners } from '../partners/index.ts';
import { accessIn } from './access.ts';
import { BusEntrance } from './constructs/bus-entrance.ts';
import { EntranceApi } from './constructs/entrance-api.ts';
import { FileIngest } from './constructs/file-ingest.ts';
import { GatewayAlarm, gatewayMetric } from './constructs/gateway-alarm.ts';
import { GatewayFunction, seconds } from './constructs/gateway-function.ts';
import { PartnerAccess } from './constructs/partner-access.ts';
import { anyPlant, liveOf, namesOf } from './names.ts';

export interface EntranceStackProps extends StackProps {
  environment: Environment;
}

/** The HTTP API, the bus and the file ingest: everything that partners call or write to. */
export class EntranceStack extends Stack {
  constructor(scope: Construct, id: string, { environment, ...props }: EntranceStackProps) {
    super(scope, id, props);
    const names = namesOf(environment);
    const access = accessIn(this, names);

    const accept = new GatewayFunction(this, 'Accept', {
      environment,
      entry: 'accept',
      description: 'Takes events from partners, by HTTP and from the bus',
      timeout: seconds(25),
      // CPU grows with memory. The schemas are compiled at every cold start, while a partner waits.
      memory: 1024,
      variables: {
        LEDGER_TABLE: names.eventStore,
        IDEMPOTENCY_TABLE: names.idempotency,
        LANE_QUEUE_URL: access.plantQueueUrl(anyPlant),
        PARTNER_PARAMETERS: names.partnerPath,
        BUS_NAME: names.bus,
      },
      may: [
        access.eventStore(['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem']),
        // An event that cannot be sent blocks its ordering key, and unblocks it once it turns out to be posted.
        access.endInEventStore('orderingKeys'),
        access.idempotency(),
        access.sendToPlantQueues(),
        access.partnerRecords(),
        access.publish(),
      ],
    });
    const documents = new GatewayFunction(this, 'Documents', {
      environment,
      entry: 'documents',
      description: 'Takes in documents of partners’ own formats, by HTTP',
      // API Gateway ends a call after 29 s.
      timeout: seconds(28),
      memory: 1024,
      variables: {
        LEDGER_TABLE: names.eventStore,
        LANE_QUEUE_URL: access.plantQueueUrl(anyPlant),
        PARTNER_PARAMETERS: names.partnerPath,
      },
      may: [
        access.eventStore(['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem']),
        access.endInEventStore('orderingKeys'),
        access.sendToPlantQueues(),
        access.partnerRecords(),
      ],
    });
    const query = new GatewayFunction(this, 'Query', {
      environment,
      entry: 'query',
      description: 'Answers what became of events and lots, and the contract',
      timeout: seconds(15),
      memory: 1024,
      variables: {
        LEDGER_TABLE: names.eventStore,
        AUDIT_TABLE: names.audit,
        RECONCILIATION_TABLE: names.reconciliation,
        PARTNER_PARAMETERS: names.partnerPath,
      },
      may: [
        access.eventStore(['GetItem']),
        access.eventStoreIndexes('byPlant', 'attention'),
        access.readAudit(),
        access.readReports(),
        access.partnerRecords(),
      ],
    });

    const trace = new GatewayFunction(this, 'Trace', {
      environment,
      entry: 'trace',
      description: 'Answers where lots came from and where they went, from Odoo',
      // API Gateway ends a call after 29 s. Odoo gets less, so that there is time to answer that it is away.
      timeout: seconds(28),
      memory: 1024,
      variables: {
        PARTNER_PARAMETERS: names.partnerPath,
        ODOO_SECRET_ARN: access.odooSecretArn,
        ODOO_TIMEOUT_MS: '24000',
      },
      may: [access.partnerRecords(), access.odooSecret()],
    });
    const feed = new GatewayFunction(this, 'Feed', {
      environment,
      entry: 'feed',
      description: 'Answers the feed, and takes acknowledgements',
      timeout: seconds(25),
      memory: 1024,
      variables: { FEED_TABLE: names.feed, PARTNER_PARAMETERS: names.partnerPath },
      may: [access.readFeed(), ...access.findInFeed(), access.acknowledgeFeed(), access.partnerRecords()],
    });

    const fiveMinutes = { statistic: 'Sum', period: Duration.minutes(5) };
    const changeNotification = new GatewayFunction(this, 'Hint', {
      environment,
      entry: 'change-notification',
      description: 'Takes change notifications from Odoo: the next poll comes sooner',
      timeout: seconds(15),
      variables: {
        PLANTS: environment.plants.join(','),
        FEED_TABLE: names.feed,
        HINT_SECRET_ARN: access.changeNotificationSecretArn,
        DISPATCH_FUNCTION: liveOf(names.dispatchFunction),
      },
      may: access.takeChangeNotifications(),
    });
    const functions = { accept, documents, query, trace, feed, 'change-notification': changeNotification };
    const entrance = new EntranceApi(this, 'Api', { environment, functions });
    for (const name of environment.partners) {
      const partner = partners[name];
      if (partner) new PartnerAccess(this, `Partner-${name}`, { environment, partner, api: entrance.api });
    }
    const busEntrance = new BusEntrance(this, 'BusDoor', { busName: names.bus, accept });
    new FileIngest(this, 'Drop', { environment });

    new GatewayAlarm(this, 'AcceptErrors', {
      environment,
      alarm: 'accept-errors',
      metric: entrance.metricFailures(Duration.minutes(5)),
    });
    new GatewayAlarm(this, 'TraceFailed', {
      environment,
      alarm: 'trace-failed',
      metric: new MathExpression({
        expression: 'FILL(failed, 0) + FILL(crashed, 0)',
        usingMetrics: {
          failed: gatewayMetric('TraceFailed', { function: 'trace' }, fiveMinutes),
          crashed: trace.metricErrors(fiveMinutes),
        },
        period: fiveMinutes.period,
        label: 'questions that failed',
      }),
    });
    new GatewayAlarm(this, 'BusDeadLetters', {
      environment,
      alarm: 'bus-dead-letters',
      metric: busEntrance.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
    });
    new GatewayAlarm(this, 'CallsThrottled', {
      environment,
      alarm: 'calls-throttled',
      metric: entrance.metricThrottled(Duration.minutes(5)),
    });
  }
}
