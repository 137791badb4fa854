import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Environment } from '../configuration/environment.ts';
import type { PlantProfile } from '../configuration/plant.ts';
import { accessIn } from './access.ts';
import { GatewayAlarm } from './constructs/gateway-alarm.ts';
import { GatewayFunction, seconds } from './constructs/gateway-function.ts';
import { holdStates } from './constructs/hold-states.ts';
import { HoldTriggers } from './constructs/hold-triggers.ts';
import { HoldWatch } from './constructs/hold-watch.ts';
import { LoggedMachine } from './constructs/logged-machine.ts';
import { anyPlant, namesOf } from './names.ts';

export interface QualityStackProps extends StackProps {
  environment: Environment;
  /** plants of companies that hold goods */
  watched: readonly PlantProfile[];
}

/** The quality hold: releases held goods after a verdict, and sends notices when there is none. */
export class QualityStack extends Stack {
  constructor(scope: Construct, id: string, { environment, watched, ...props }: QualityStackProps) {
    super(scope, id, props);
    const names = namesOf(environment);
    const access = accessIn(this, names);

    const quality = new GatewayFunction(this, 'Quality', {
      environment,
      entry: 'quality',
      description: 'Watches over lots that are held: asks Odoo, releases, raises, reminds, keeps the audit',
      timeout: seconds(Math.ceil(environment.odoo.timeoutMs / 1000) + 20),
      variables: {
        LEDGER_TABLE: names.eventStore,
        GATE_TABLE: names.gate,
        AUDIT_TABLE: names.audit,
        AUDIT_BUCKET: names.auditBucket(this),
        LANE_QUEUE_URL: access.plantQueueUrl(anyPlant),
        ODOO_SECRET_ARN: access.odooSecretArn,
        ODOO_TIMEOUT_MS: String(environment.odoo.timeoutMs),
        BUS_NAME: names.bus,
        STATE_MACHINE_ARN: access.holdMachineArn,
      },
      may: [
        access.eventStore(['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem']),
        access.endInEventStore('orderingKeys'),
        access.keepHolds(),
        ...access.addToAudit(),
        access.runHolds(),
        access.sendToPlantQueues(),
        access.odooSecret(),
        access.publish(),
      ],
    });
    const { deadLetters } = new HoldTriggers(this, 'GateDoor', { busName: names.bus, quality });
    new HoldWatch(this, 'HoldWatch', { quality, plants: watched });
    // One execution per held lot, as long as goods of it are held.
    const gate = new LoggedMachine(this, 'Gate', {
      environment,
      name: names.holdMachine,
      comment: 'Asks Odoo for the state of a lot; releases it, escalates, reminds or waits',
      states: (scope) => holdStates(scope, quality.live),
      calls: [quality],
    });

    new GatewayAlarm(this, 'GateExecutionFailed', {
      environment,
      alarm: 'gate-execution-failed',
      metric: new MathExpression({
        expression: 'FILL(failed, 0) + FILL(timedOut, 0) + FILL(aborted, 0)',
        usingMetrics: gate.ended(),
        period: Duration.minutes(5),
        label: 'executions that ended without closing their lot',
      }),
    });
    new GatewayAlarm(this, 'GateDeadLetters', {
      environment,
      alarm: 'gate-dead-letters',
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
    });
  }
}
