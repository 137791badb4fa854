import { Duration, Stack, Validations } from 'aws-cdk-lib';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
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
import type { GatewayFunction } from './gateway-function.ts';
import { removalPolicyOf } from './removal-policy.ts';

export interface LoggedMachineProps {
  environment: Environment;
  name: string;
  /** what an execution does */
  comment: string;
  states: (scope: Construct) => IChainable;
  /** the functions that its states call */
  calls: readonly GatewayFunction[];
  /** time limit of an execution; absent: none */
  timeout?: Duration;
}

/** A standard state machine that logs its executions with their data. */
export class LoggedMachine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, props: LoggedMachineProps) {
    super(scope, id);
    const { environment, name, comment, states, calls, timeout } = props;
    const removalPolicy = removalPolicyOf(environment.keepData);
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
          // AWS requires this prefix. Without it the account's policy for log deliveries would exceed its size limit.
          logGroupName: `/aws/vendedlogs/states/${name}`,
          retention: environment.logRetentionDays,
          removalPolicy,
        }),
      },
      removalPolicy,
    });
    // An execution keeps the definition that it began with, for up to a year. Those from before there was an alias call the
    // function without one.
    for (const each of calls) each.grantInvoke(this.machine);
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

  /** Metrics of executions that did not succeed. */
  ended(period = Duration.minutes(5)) {
    return {
      failed: this.machine.metricFailed({ period }),
      timedOut: this.machine.metricTimedOut({ period }),
      aborted: this.machine.metricAborted({ period }),
    };
  }
}
