import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { CfnFunction, Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Environment } from '../environments.ts';
import { namesOf } from '../names.ts';
import { gateStates } from './gate-states.ts';

export interface GateMachineProps {
  environment: Environment;
  quality: Lambda;
}

/** One execution for every lot at the gate, for as long as goods of it are held. */
export class GateMachine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, { environment, quality }: GateMachineProps) {
    super(scope, id);
    const { gateMachine } = namesOf(environment);
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: gateMachine,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromChainable(gateStates(this, quality)),
      comment: 'Asks Odoo how a lot stands, and lets it out, raises it, reminds of it or waits',
      tracingEnabled: true,
      logs: {
        level: LogLevel.ALL,
        includeExecutionData: true,
        destination: new LogGroup(this, 'Logs', {
          // The prefix AWS prescribes, lest the account's policy of log deliveries outgrow its limit.
          logGroupName: `/aws/vendedlogs/states/${gateMachine}`,
          retention: environment.logRetentionDays,
          removalPolicy: environment.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
        }),
      },
      removalPolicy: environment.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const logicalId = Stack.of(this).getLogicalId(quality.node.defaultChild as CfnFunction);
    Validations.of(this.machine).acknowledge(
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'Log deliveries and X-Ray’s segments have no resource type in IAM.',
      },
      {
        id: `AwsSolutions-IAM5[Resource::<${logicalId}.Arn>:*]`,
        reason: 'The same function in any of its versions.',
      },
    );
  }

  /** Executions that ended otherwise than by closing their lot. */
  ended(period = Duration.minutes(5)) {
    return {
      failed: this.machine.metricFailed({ period }),
      timedOut: this.machine.metricTimedOut({ period }),
      aborted: this.machine.metricAborted({ period }),
    };
  }
}
