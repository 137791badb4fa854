import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Environment } from '../configuration/environment.ts';
import type { PlantProfile } from '../configuration/plant.ts';
import { GatewayAlarm, gatewayMetric } from './constructs/gateway-alarm.ts';
import { PlantQueue } from './constructs/plant-queue.ts';
import { PollSchedule } from './constructs/poll-schedule.ts';
import { RunSchedules } from './constructs/run-schedules.ts';
import { dispatchedOf } from './dispatch-stack.ts';

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
    const about = { environment, plant: plant.id };
    const minute = { period: Duration.minutes(1) };

    new GatewayAlarm(this, 'LaneAge', {
      ...about,
      section: 'lane-age',
      impact: `${plant.name}: events wait longer than ${plant.alarms.laneAgeMinutes} minutes; Odoo's stock lags behind.`,
      metric: plantQueue.queue.metricApproximateAgeOfOldestMessage({ ...minute, statistic: 'Maximum' }),
      threshold: plant.alarms.laneAgeMinutes * 60,
      periods: 3,
    });
    new GatewayAlarm(this, 'DeadLetters', {
      ...about,
      section: 'dead-letters',
      impact: `${plant.name}: an event became a dead letter and is not booked until somebody puts it back.`,
      metric: plantQueue.deadQueue.metricApproximateNumberOfMessagesVisible({
        ...minute,
        statistic: 'Maximum',
      }),
      threshold: 1,
    });
    new GatewayAlarm(this, 'Quarantine', {
      ...about,
      section: 'quarantine',
      impact: `${plant.name}: Odoo or a rule refused an event; it and the later events of its order wait for a decision.`,
      metric: gatewayMetric(
        'EventQuarantined',
        { function: 'post', plant: plant.id },
        { statistic: 'Sum', period: Duration.minutes(5) },
      ),
      threshold: 1,
    });
    new GatewayAlarm(this, 'StreamsStanding', {
      ...about,
      section: 'streams-standing',
      impact: `${plant.name}: an event has waited more than four hours for a person's decision; the later events of its order wait behind it.`,
      metric: gatewayMetric(
        'OldestAttentionSeconds',
        { function: 'outbox-sweeper', plant: plant.id },
        { statistic: 'Maximum', period: Duration.minutes(5) },
      ),
      threshold: 4 * 3600,
      // Missing data means that the sweeper did not run, which says nothing about the events.
      missing: TreatMissingData.IGNORE,
    });
    new GatewayAlarm(this, 'LaneHeld', {
      ...about,
      section: 'lane-held',
      impact: `${plant.name}: the plant queue has stopped, because the gateway's key, rights or module in Odoo are wrong; nothing is booked.`,
      metric: gatewayMetric(
        'LaneHeld',
        { function: 'outbox-sweeper', plant: plant.id },
        { statistic: 'Maximum' },
      ),
      threshold: 1,
    });
    new GatewayAlarm(this, 'OdooUnreachable', {
      ...about,
      section: 'odoo-unreachable',
      impact: `${plant.name}: Odoo does not answer; events are safe in the plant queue but not booked.`,
      metric: gatewayMetric(
        'LaneWaiting',
        { function: 'outbox-sweeper', plant: plant.id },
        { statistic: 'Maximum' },
      ),
      threshold: 1,
      periods: 10,
    });
    new GatewayAlarm(this, 'DispatchSilent', {
      ...about,
      section: 'dispatch-silent',
      impact: `${plant.name}: gets no messages about new, changed and cancelled orders, and works with old ones.`,
      metric: dispatchedOf(plant.id),
      threshold: 1,
      below: true,
      periods: 3,
      missing: TreatMissingData.BREACHING,
    });
    // For every plant: events may hold goods even when the profile has no quality hold.
    new GatewayAlarm(this, 'VerdictOverdue', {
      ...about,
      section: 'verdict-overdue',
      impact: `${plant.name}: goods are held and nobody has judged them in time; they cannot be shipped or used.`,
      metric: gatewayMetric(
        'VerdictOverdue',
        { function: 'quality', plant: plant.id },
        { statistic: 'Sum', period: Duration.minutes(5) },
      ),
      threshold: 1,
    });
    new RunSchedules(this, 'Schedules', { environment, plant });

    new GatewayAlarm(this, 'DriftBeyondTolerance', {
      ...about,
      section: 'drift-beyond-tolerance',
      impact: `${plant.name}: the plant's books and Odoo's differ by more than may be; goods are sold or planned that are not there, or lie unused.`,
      metric: gatewayMetric(
        'DriftBeyondTolerance',
        { function: 'reconcile', plant: plant.id },
        { statistic: 'Maximum', period: Duration.minutes(5) },
      ),
      threshold: 1,
    });
    const { snapshotEveryHours } = plant.reconciliation;
    if (snapshotEveryHours !== undefined)
      new GatewayAlarm(this, 'SnapshotLate', {
        ...about,
        section: 'snapshot-late',
        impact: `${plant.name}: has sent no snapshot of its stock for more than ${snapshotEveryHours} hours; differences from Odoo are not seen.`,
        metric: gatewayMetric(
          'SnapshotAgeHours',
          { function: 'reconcile', plant: plant.id },
          { statistic: 'Maximum', period: Duration.minutes(5) },
        ),
        threshold: snapshotEveryHours,
        // Published once per run: the last age counts until the next run.
        missing: TreatMissingData.IGNORE,
      });
    new GatewayAlarm(this, 'PostErrors', {
      ...about,
      section: 'post-errors',
      impact: `${plant.name}: the posting function fails as a whole; events are tried again but may not get through.`,
      metric: plantQueue.post.metricErrors(minute),
      threshold: 1,
      periods: 5,
    });
  }
}
