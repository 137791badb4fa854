import { Duration, TimeZone, Validations } from 'aws-cdk-lib';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Environment } from '../../configuration/environment.ts';
import { jobs } from '../../configuration/jobs.ts';
import type { PlantProfile } from '../../configuration/plant.ts';
import { jobNames } from '../job-functions.ts';
import { namesOf } from '../names.ts';

export interface RunSchedulesProps {
  environment: Environment;
  plant: PlantProfile;
}

/** A daily schedule for each job by the plant's clock. */
export class RunSchedules extends Construct {
  constructor(scope: Construct, id: string, { environment, plant }: RunSchedulesProps) {
    super(scope, id);
    const { runMachine } = namesOf(environment);
    const machine = StateMachine.fromStateMachineName(this, 'Machine', runMachine);
    const deadLetterQueue = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(deadLetterQueue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the dead-letter queue, of schedules: the check looks for queues that name it.',
    });
    const timeZone = TimeZone.of(plant.timeZone);
    for (const job of jobNames) {
      const [hour = '', minute = ''] = (plant.schedules[job] ?? jobs[job]).split(':').map(withoutZero);
      new Schedule(this, `Run-${job}`, {
        description: `${plant.name}: ${job}, every day by the plant's clock`,
        schedule: ScheduleExpression.cron({ hour, minute, timeZone }),
        target: new StepFunctionsStartExecution(machine, {
          input: ScheduleTargetInput.fromObject({ order: { job, plant: plant.id, by: 'schedule' } }),
          deadLetterQueue,
          // After this time the next run is near.
          maxEventAge: Duration.hours(12),
        }),
      });
    }
  }
}

const withoutZero = (digits: string): string => String(Number(digits));
