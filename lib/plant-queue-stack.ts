import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Environment } from '../configuration/environment.ts';
import type { PlantProfile } from '../configuration/plant.ts';
import type { PlantAlarm } from './alarms/catalogue.ts';
import { GatewayAlarm } from './constructs/gateway-alarm.ts';
import { PlantQueue } from './constructs/plant-queue.ts';
import { PollSchedule } from './constructs/poll-schedule.ts';
import { RunSchedules } from './constructs/run-schedules.ts';
import { pollsUnlessAllFail, unlessPostingStopped } from './constructs/symptoms.ts';

export interface PlantQueueStackProps extends StackProps {
  environment: Environment;
  plant: PlantProfile;
}

/** A plant's queue, schedules and alarms. Others refer to it only by name, so it is deployed, changed and removed alone. */
export class PlantQueueStack extends Stack {
  constructor(scope: Construct, id: string, { environment, plant, ...props }: PlantQueueStackProps) {
    super(scope, id, props);
    const plantQueue = new PlantQueue(this, 'Lane', { environment, plant });
    new PollSchedule(this, 'Look', { environment, plant });
    new RunSchedules(this, 'Schedules', { environment, plant });

    const minute = Duration.minutes(1);
    const about = { environment, plant };
    const { queue, deadQueue, post } = plantQueue;
    const age = queue.metricApproximateAgeOfOldestMessage({ period: minute, statistic: 'Maximum' });
    new GatewayAlarm(this, 'LaneAge', {
      ...about,
      alarm: 'lane-age',
      metric: unlessPostingStopped(age, minute),
    });
    new GatewayAlarm(this, 'DeadLetters', {
      ...about,
      alarm: 'dead-letters',
      metric: deadQueue.metricApproximateNumberOfMessagesVisible({ period: minute, statistic: 'Maximum' }),
    });
    new GatewayAlarm(this, 'PostErrors', {
      ...about,
      alarm: 'post-errors',
      metric: unlessPostingStopped(post.metricErrors({ period: minute }), minute),
    });
    new GatewayAlarm(this, 'DispatchSilent', {
      ...about,
      alarm: 'dispatch-silent',
      metric: pollsUnlessAllFail(environment, plant.id),
    });
    const { snapshotEveryHours } = plant.reconciliation;
    if (snapshotEveryHours !== undefined)
      new GatewayAlarm(this, 'SnapshotLate', { ...about, alarm: 'snapshot-late' });
    // VerdictOverdue for every plant: events may hold goods even when the profile has no quality hold.
    for (const [id, alarm] of Object.entries(measuredByFunctions))
      new GatewayAlarm(this, id, { ...about, alarm });
  }
}

/** Alarms whose metric a function publishes, by construct id. */
const measuredByFunctions = {
  Quarantine: 'quarantine',
  StreamsStanding: 'streams-standing',
  LaneHeld: 'lane-held',
  OdooUnreachable: 'odoo-unreachable',
  VerdictOverdue: 'verdict-overdue',
  HoldRefused: 'hold-refused',
  HoldBypassed: 'hold-bypassed',
  HoldWatchFailed: 'hold-watch-failed',
  DriftBeyondTolerance: 'drift-beyond-tolerance',
} as const satisfies Record<string, PlantAlarm>;
