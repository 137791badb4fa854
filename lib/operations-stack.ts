import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { Environment } from '../configuration/environment.ts';
import { accessIn } from './access.ts';
import { GatewayAlarm, gatewayMetric } from './constructs/gateway-alarm.ts';
import { GatewayDashboard } from './constructs/gateway-dashboard.ts';
import { GatewayFunction, seconds } from './constructs/gateway-function.ts';
import { anyPlant, namesOf } from './names.ts';

export interface OperationsStackProps extends StackProps {
  environment: Environment;
}

/** The outbox sweeper, the function for operators' commands, and the dashboard. */
export class OperationsStack extends Stack {
  constructor(scope: Construct, id: string, { environment, ...props }: OperationsStackProps) {
    super(scope, id, props);
    const names = namesOf(environment);
    const access = accessIn(this, names);
    const plantQueues = {
      LEDGER_TABLE: names.eventStore,
      LANE_QUEUE_URL: access.plantQueueUrl(anyPlant),
      LANE_FUNCTION: names.postFunction(anyPlant),
    };

    const sweeper = new GatewayFunction(this, 'Watch', {
      environment,
      entry: 'outbox-sweeper',
      description:
        'Sends what was left in the outbox, pauses and resumes plant queues, and publishes their metrics',
      timeout: seconds(Math.ceil(environment.odoo.timeoutMs / 1000) + 20),
      variables: {
        ...plantQueues,
        PLANTS: environment.plants.join(','),
        ODOO_SECRET_ARN: access.odooSecretArn,
        ODOO_TIMEOUT_MS: String(environment.odoo.timeoutMs),
      },
      may: [
        access.eventStore(['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem']),
        access.eventStoreIndexes('outbox', 'attention'),
        access.endInEventStore('orderingKeys', 'plantQueues'),
        access.sendToPlantQueues(),
        access.odooSecret(),
        access.switchPlantQueues(),
        access.findPlantQueues(),
      ],
    });
    new Rule(this, 'EveryMinute', {
      schedule: Schedule.rate(Duration.minutes(1)),
      // The next minute's run does the same work, so a late run is useless.
      targets: [new LambdaFunction(sweeper, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
    sweeper.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });

    // Only IAM principals of this account with a grant may invoke it.
    new GatewayFunction(this, 'Operate', {
      environment,
      entry: 'operate',
      name: names.operateFunction,
      description:
        'Runs the operator’s commands: show, list, retry, skip, resend, lanes, pause, resume, crosswalk, missing, audit, feed, run, runs, drift, approve, webhooks, restored',
      timeout: seconds(60),
      variables: {
        ...plantQueues,
        CROSSWALK_TABLE: names.codeMapping,
        AUDIT_TABLE: names.audit,
        FEED_TABLE: names.feed,
        RUNS_TABLE: names.runs,
        RUN_MACHINE_ARN: access.runMachineArn,
        IDEMPOTENCY_TABLE: names.idempotency,
        RECONCILIATION_TABLE: names.reconciliation,
        ODOO_SECRET_ARN: access.odooSecretArn,
        // Shorter than the function's timeout, so that an outage of Odoo still gets an answer.
        ODOO_TIMEOUT_MS: '40000',
        WEBHOOK_PARAMETERS: names.webhookPath,
        WEBHOOK_SECRETS: names.webhookSecret(''),
      },
      may: [
        access.eventStore(['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem']),
        access.eventStoreIndexes('attention', 'byPlant', 'told', 'outbox'),
        access.endInEventStore('orderingKeys', 'plantQueues'),
        ...access.keepCodeMapping(),
        access.readAudit(),
        access.readFeed(),
        ...access.resetPolls(),
        access.readRuns(),
        access.startRuns(),
        access.approveInReports(),
        access.odooSecret(),
        access.keepWebhookLines(),
        access.webhookRecords(),
        access.webhookSecrets('PutSecretValue'),
        access.idempotency(),
        access.sendToPlantQueues(),
        access.switchPlantQueues(),
        access.findPlantQueues(),
      ],
    });

    const oldest = (statistic: string) =>
      gatewayMetric('OutboxOldestSeconds', { function: 'outbox-sweeper' }, { statistic });
    new GatewayAlarm(this, 'OutboxStuck', {
      environment,
      section: 'outbox-stuck',
      impact: 'Accepted events are in the event store but do not reach their plant queue; partners got 202.',
      metric: oldest('Maximum'),
      threshold: 300,
      periods: 3,
    });
    new GatewayAlarm(this, 'WatchSilent', {
      environment,
      section: 'watch-silent',
      impact:
        'Nothing sends the outbox again or resumes a paused plant queue, and the alarms about plant queues see nothing.',
      // Published at the end of every run: missing data means that runs do not start or do not end.
      metric: oldest('SampleCount').with({ period: Duration.minutes(5) }),
      threshold: 1,
      below: true,
      missing: TreatMissingData.BREACHING,
    });
    new GatewayDashboard(this, 'Dashboard', { environment });
  }
}
