import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { Environment } from '../configuration/environment.ts';
import { accessIn } from './access.ts';
import { serviceOf } from './bundle.ts';
import { capacityAlarmsIn } from './constructs/capacity-alarms.ts';
import { CostWatch } from './constructs/cost-watch.ts';
import { GatewayAlarm, GatewayCompositeAlarm } from './constructs/gateway-alarm.ts';
import { GatewayDashboard } from './constructs/gateway-dashboard.ts';
import { allowRules, GatewayFunction, seconds } from './constructs/gateway-function.ts';
import { anyPlant, namesOf } from './names.ts';

export interface OperationsStackProps extends StackProps {
  environment: Environment;
}

/** The outbox sweeper, the function for operators' commands, the watch over costs and limits, and the dashboard. */
export class OperationsStack extends Stack {
  constructor(scope: Construct, id: string, { environment, ...props }: OperationsStackProps) {
    super(scope, id, props);
    const names = namesOf(environment);
    const access = accessIn(this, names);
    const plantQueues = {
      LEDGER_TABLE: names.eventStore,
      LANE_QUEUE_URL: access.plantQueueUrl(anyPlant),
      LANE_QUEUE_ARN: access.plantQueueArn(anyPlant),
    };

    const sweeper = new GatewayFunction(this, 'Watch', {
      environment,
      entry: 'outbox-sweeper',
      description:
        'Sends what was left in the outbox, pauses and resumes plant queues, and publishes their metrics',
      // The question to Odoo takes 10 s at most; switching the queues of a thousand plants takes longer.
      timeout: seconds(80),
      variables: {
        ...plantQueues,
        PLANTS: environment.plants.join(','),
        FEED_TABLE: names.feed,
        RUNS_TABLE: names.runs,
        ODOO_SECRET_ARN: access.odooSecretArn,
        ODOO_TIMEOUT_MS: String(environment.odoo.timeoutMs),
        // It adds zeros to the poll's metric.
        POLL_SERVICE: serviceOf('poll'),
      },
      may: [
        access.eventStore(['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem']),
        access.eventStoreIndexes('outbox', 'attention'),
        access.endInEventStore('orderingKeys', 'plantQueues'),
        access.readFeed(),
        access.readRuns(),
        access.sendToPlantQueues(),
        access.odooSecret(),
        access.switchPlantQueues(),
        access.findPlantQueues(),
      ],
    });
    const everyMinute = new Rule(this, 'EveryMinute', {
      schedule: Schedule.rate(Duration.minutes(1)),
      // The next minute's run does the same work, so a late run is useless.
      targets: [new LambdaFunction(sweeper.live, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
    allowRules(sweeper, 'default', everyMinute);
    sweeper.live.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });

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

    new GatewayAlarm(this, 'OutboxStuck', { environment, alarm: 'outbox-stuck' });
    // After the rule, so that the first runs are likely to have published before the alarm looks.
    new GatewayAlarm(this, 'WatchSilent', { environment, alarm: 'watch-silent' }).node.addDependency(
      everyMinute,
    );
    new GatewayAlarm(this, 'RunOverdue', { environment, alarm: 'run-overdue' });
    new GatewayCompositeAlarm(this, 'PostingStopped', {
      environment,
      alarm: 'posting-stopped',
      of: [
        new GatewayAlarm(this, 'OdooUnreachable', { environment, alarm: 'odoo-unreachable' }),
        new GatewayAlarm(this, 'LanesHeld', { environment, alarm: 'lane-held' }),
      ],
    });
    capacityAlarmsIn(this, environment);
    if (environment.costs) new CostWatch(this, 'Costs', { environment, costs: environment.costs });
    new GatewayDashboard(this, 'Dashboard', { environment });
  }
}
