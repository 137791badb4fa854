import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { CfnFunction, Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  DefinitionBody,
  type IChainable,
  LogLevel,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Environment } from '../../configuration/environment.ts';

export interface LoggedMachineProps {
  environment: Environment;
  name: string;
  /** what an execution of it does */
  comment: string;
  states: (scope: Construct) => IChainable;
  /** the functions that its states call */
  calls: readonly Lambda[];
  /** how long an execution may last; as long as it takes without one */
  timeout?: Duration;
}

/** A standard state machine whose executions can be read in its log, with what they worked on. */
export class LoggedMachine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, props: LoggedMachineProps) {
    super(scope, id);
    const { environment, name, comment, states, calls, timeout } = props;
    const removalPolicy = environment.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: name,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromChainable(states(this)),
      comment,
      ...(timeout && { timeout }),
      tracingEnabled: true,
      logs: {
        level: LogLevel.ALL,
        includeExecutionData: true,
        destination: new LogGroup(this, 'Logs', {
          // The prefix AWS prescribes, lest the account's policy of log deliveries outgrow its limit.
          logGroupName: `/aws/vendedlogs/states/${name}`,
          retention: environment.logRetentionDays,
          removalPolicy,
        }),
      },
      removalPolicy,
    });
    const logicalIds = new Set(
      calls.map((each) => Stack.of(this).getLogicalId(each.node.defaultChild as CfnFunction)),
    );
    Validations.of(this.machine).acknowledge(
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'Log deliveries and X-Ray’s segments have no resource type in IAM.',
      },
      ...[...logicalIds].map((logicalId) => ({
        id: `AwsSolutions-IAM5[Resource::<${logicalId}.Arn>:*]`,
        reason: 'The same function in any of its versions.',
      })),
    );
  }

  /** Executions that ended otherwise than by coming to their end. */
  ended(period = Duration.minutes(5)) {
    return {
      failed: this.machine.metricFailed({ period }),
      timedOut: this.machine.metricTimedOut({ period }),
      aborted: this.machine.metricAborted({ period }),
    };
  }
}
