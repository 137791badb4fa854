import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Environment } from '../configuration/environment.ts';
import { accessIn } from './access.ts';
import { GatewayAlarm } from './constructs/gateway-alarm.ts';
import { GatewayFunction } from './constructs/gateway-function.ts';
import { LoggedMachine } from './constructs/logged-machine.ts';
import { runStates } from './constructs/run-states.ts';
import { runHours } from './job-functions.ts';
import { namesOf } from './names.ts';

export interface SyncStackProps extends StackProps {
  environment: Environment;
}

/** Daily jobs of every plant: the state machine of runs, and the functions that do the jobs. */
export class SyncStack extends Stack {
  constructor(scope: Construct, id: string, { environment, ...props }: SyncStackProps) {
    super(scope, id, props);
    const names = namesOf(environment);
    const access = accessIn(this, names);
    const sync = new GatewayFunction(this, 'Sync', {
      environment,
      entry: 'nightly-jobs',
      description: 'Reads costs and history from Odoo, a step of a run at a time',
      timeout: Duration.minutes(10),
      variables: {
        RUNS_TABLE: names.runs,
        RUN_HOURS: String(runHours),
        LEDGER_TABLE: names.eventStore,
        CROSSWALK_TABLE: names.codeMapping,
        FEED_TABLE: names.feed,
        FEED_KEEP_DAYS: String(environment.feedKeepDays),
        ANALYTICS_BUCKET: names.analyticsBucket(this),
        ODOO_SECRET_ARN: access.odooSecretArn,
        ODOO_TIMEOUT_MS: String(environment.odoo.timeoutMs),
      },
      may: [
        access.keepRuns(),
        access.eventStoreIndexes('byPlant', 'told'),
        access.readCodeMappings(),
        ...access.writeFeeds(),
        access.writeHistory(),
        access.odooSecret(),
      ],
    });
    const reconcile = new GatewayFunction(this, 'Reconcile', {
      environment,
      entry: 'reconcile',
      description: 'Compares the books of a plant with those of Odoo, and names why they differ',
      timeout: Duration.minutes(15),
      variables: {
        RUNS_TABLE: names.runs,
        RUN_HOURS: String(runHours),
        LEDGER_TABLE: names.eventStore,
        CROSSWALK_TABLE: names.codeMapping,
        FEED_TABLE: names.feed,
        FEED_KEEP_DAYS: String(environment.feedKeepDays),
        RECONCILIATION_TABLE: names.reconciliation,
        ODOO_SECRET_ARN: access.odooSecretArn,
        ODOO_TIMEOUT_MS: String(environment.odoo.timeoutMs),
      },
      may: [
        access.keepRuns(),
        access.eventStore(['GetItem']),
        access.eventStoreIndexes('byPlant', 'told'),
        access.lookUpCodes(),
        ...access.writeFeeds(),
        access.keepReports(),
        access.odooSecret(),
      ],
    });
    const jobs = { costs: sync.live, history: sync.live, reconciliation: reconcile.live };
    const runs = new LoggedMachine(this, 'Runs', {
      environment,
      name: names.runMachine,
      comment: 'Carries on a run of a job on a plant, step by step, until it is done',
      states: (scope) => runStates(scope, jobs, sync.live),
      calls: [sync, reconcile],
      timeout: Duration.hours(runHours),
    });

    new GatewayAlarm(this, 'RunFailed', {
      environment,
      alarm: 'run-failed',
      metric: new MathExpression({
        expression: 'FILL(failed, 0) + FILL(timedOut, 0) + FILL(aborted, 0)',
        usingMetrics: runs.ended(),
        period: Duration.minutes(5),
        label: 'executions that ended without bringing their run to its end',
      }),
    });
  }
}
