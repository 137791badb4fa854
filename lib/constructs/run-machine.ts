import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { CfnFunction, Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Environment } from '../environments.ts';
import { type DoneJob, runHours } from '../job-functions.ts';
import { namesOf } from '../names.ts';
import { runStates } from './run-states.ts';

export interface RunMachineProps {
  environment: Environment;
  /** the function that does it, for each job */
  jobs: Readonly<Record<DoneJob, Lambda>>;
  /** enters the failure of a run, whichever job it is of */
  failures: Lambda;
}

/** One execution for every run of a job on a plant. */
export class RunMachine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, { environment, jobs, failures }: RunMachineProps) {
    super(scope, id);
    const { runMachine } = namesOf(environment);
    const removalPolicy = environment.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: runMachine,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromChainable(runStates(this, jobs, failures)),
      comment: 'Carries on a run of a job on a plant, step by step, until it is done',
      timeout: Duration.hours(runHours),
      tracingEnabled: true,
      logs: {
        level: LogLevel.ALL,
        includeExecutionData: true,
        destination: new LogGroup(this, 'Logs', {
          // The prefix AWS prescribes, lest the account's policy of log deliveries outgrow its limit.
          logGroupName: `/aws/vendedlogs/states/${runMachine}`,
          retention: environment.logRetentionDays,
          removalPolicy,
        }),
      },
      removalPolicy,
    });
    const called = new Set([...Object.values(jobs), failures]);
    Validations.of(this.machine).acknowledge(
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'Log deliveries and X-Ray’s segments have no resource type in IAM.',
      },
      ...[...called].map((each) => ({
        id: `AwsSolutions-IAM5[Resource::<${Stack.of(this).getLogicalId(each.node.defaultChild as CfnFunction)}.Arn>:*]`,
        reason: 'The same function in any of its versions.',
      })),
    );
  }

  /** Executions that ended otherwise than by bringing their run to its end. */
  ended(period = Duration.minutes(5)) {
    return {
      failed: this.machine.metricFailed({ period }),
      timedOut: this.machine.metricTimedOut({ period }),
      aborted: this.machine.metricAborted({ period }),
    };
  }
}
