import { type AlarmDefinition, anyPartOf, searchPlantQueues, startsWith } from './define-alarm.ts';

/**
 * Alarms of each plant. A cause that all plants share has an alarm of the environment instead, and raises none of these: the
 * outbox sweeper and the expressions of the alarms leave it out.
 */
export const plantAlarms = {
  'lane-age': {
    of: 'plant',
    short: 'a plant queue is slow',
    severity: 'ticket',
    because: 'A slow queue drains by itself. What stops a queue pages under its own name.',
    impact: ({ alarms }) =>
      `events wait longer than ${alarms.laneAgeMinutes} minutes; Odoo's stock lags behind.`,
    threshold: ({ alarms }) => alarms.laneAgeMinutes * 60,
    periods: 3,
    graph: {
      title: 'Age of the oldest message in a plant queue (s)',
      search: searchPlantQueues('ApproximateAgeOfOldestMessage'),
      statistic: 'Maximum',
    },
  },
  'lane-held': {
    of: 'plant',
    short: 'a plant queue is held: right, warehouse or quality setup of the plant is wrong',
    severity: 'page',
    because: 'Nothing of the plant is booked until a person acts.',
    impact:
      'the plant queue has stopped, because something of this plant in Odoo or in its profile is wrong; nothing is booked.',
    metric: { name: 'LaneHeld', function: 'outbox-sweeper', statistic: 'Maximum', minutes: 1 },
    threshold: 1,
    graph: { title: 'Plant queues held (cause in this plant only)' },
  },
  'odoo-unreachable': {
    of: 'plant',
    short: 'Odoo answers the gateway, but not this plant',
    severity: 'page',
    because: 'Nothing of the plant is booked, although Odoo is up.',
    impact: 'Odoo does not answer its calls; events are safe in the plant queue but not booked.',
    metric: { name: 'LaneWaiting', function: 'outbox-sweeper', statistic: 'Maximum', minutes: 1 },
    threshold: 1,
    periods: 10,
    graph: { title: 'Plant queues waiting for Odoo (cause in this plant only)' },
  },
  quarantine: {
    of: 'plant',
    short: 'an event was refused; a person must decide',
    severity: 'ticket',
    because: 'Only one order waits, and who can decide (master data, goods receipt) works by day.',
    impact: 'Odoo or a rule refused an event; it and the later events of its order wait for a decision.',
    metric: { name: 'EventQuarantined', function: 'post', statistic: 'Sum', minutes: 5 },
    threshold: 1,
    graph: { title: 'Events quarantined' },
  },
  'streams-standing': {
    of: 'plant',
    short: 'nobody has decided about an event for four hours',
    severity: 'ticket',
    because: 'The same people decide as for quarantine. It reminds them, and stays on until they have.',
    impact:
      'an event has waited more than four hours for a person’s decision; the later events of its order wait behind it.',
    metric: { name: 'OldestAttentionSeconds', function: 'outbox-sweeper', statistic: 'Maximum', minutes: 5 },
    threshold: 4 * 3600,
    // Missing data means that the sweeper did not run, which says nothing about the events.
    missing: 'ignore',
    graph: { title: 'Age of the oldest event that waits for a decision (s)' },
  },
  'dead-letters': {
    of: 'plant',
    short: 'a message left a plant queue for its dead-letter queue',
    severity: 'ticket',
    because: 'The message is kept for 14 days, and putting it back needs a look at the order of its events.',
    impact: 'an event became a dead letter and is not booked until somebody puts it back.',
    threshold: 1,
    graph: {
      title: 'Dead letters of plant queues',
      search: (names) =>
        `{AWS/SQS,QueueName} MetricName="ApproximateNumberOfMessagesVisible" ${startsWith('QueueName', names.stack('lane'))} QueueName=dead-fifo`,
      statistic: 'Maximum',
    },
  },
  'post-errors': {
    of: 'plant',
    short: 'the post function of a plant fails',
    severity: 'page',
    because: 'A defect or a store that is away stops all bookings of the plant.',
    impact: 'the posting function fails as a whole; events are tried again but may not get through.',
    threshold: 1,
    periods: 5,
    graph: {
      title: 'Errors of functions',
      search: (names) => `{AWS/Lambda,FunctionName} MetricName="Errors" ${anyPartOf('FunctionName', names)}`,
      statistic: 'Sum',
    },
  },
  'dispatch-silent': {
    of: 'plant',
    short: 'a plant gets no news from Odoo',
    severity: 'page',
    because: 'A night shift may run out of orders, or make what was cancelled.',
    impact: 'gets no messages about new, changed and cancelled orders, and works with old ones.',
    metric: { name: 'Dispatched', function: 'poll', statistic: 'Sum', minutes: 5 },
    threshold: 1,
    below: true,
    periods: 3,
    // The sweeper publishes a zero every minute once the plant was polled to the end. So no data means: a plant that has never
    // worked, an Odoo that is away for all plants, or a silent sweeper, which has its own alarm.
    missing: 'ignore',
    graph: { title: 'Complete polls of Odoo', worst: 'lowest' },
  },
  'verdict-overdue': {
    of: 'plant',
    short: 'held goods wait for the laboratory',
    severity: 'ticket',
    because: 'The goods are safe where they are, and the laboratory has its own reminders.',
    impact: 'goods are held and nobody has judged them in time; they cannot be shipped or used.',
    metric: { name: 'VerdictOverdue', function: 'quality', statistic: 'Sum', minutes: 5 },
    threshold: 1,
    graph: { title: 'Verdicts overdue' },
  },
  'hold-refused': {
    of: 'plant',
    short: 'a hold was refused: the goods are not held',
    severity: 'page',
    because: 'Goods that somebody wanted held can be shipped or used until a person has decided.',
    impact:
      'somebody said that goods must be held, and the gateway could not hold them; they can be shipped.',
    metric: { name: 'HoldRefused', function: 'post', statistic: 'Sum', minutes: 1 },
    threshold: 1,
    graph: { title: 'Holds that were refused' },
  },
  'hold-bypassed': {
    of: 'plant',
    short: 'a person got held goods past the gateway, in Odoo',
    severity: 'page',
    because: 'Goods that failed may be on their way to a customer, and a truck can still be stopped.',
    impact: 'held goods were delivered, used, counted or taken out of the hold place by hand in Odoo.',
    metric: { name: 'HoldBypassed', function: 'quality', statistic: 'Sum', minutes: 1 },
    threshold: 1,
    graph: { title: 'Held goods that people got past the gateway' },
  },
  'hold-watch-failed': {
    of: 'plant',
    short: 'the gateway cannot see what people do with held goods',
    severity: 'ticket',
    because: 'No event gets held goods out; only what people do in Odoo itself goes unseen.',
    impact: 'what people do in Odoo with held goods is not found.',
    metric: { name: 'HoldWatchFailed', function: 'quality', statistic: 'Sum', minutes: 1 },
    threshold: 1,
    periods: 15,
    graph: { title: 'Looks for held goods in Odoo that failed' },
  },
  'drift-beyond-tolerance': {
    of: 'plant',
    short: "the plant's books and Odoo differ",
    severity: 'ticket',
    because: 'The comparison runs once a day, and its causes are found by people of the plant.',
    impact:
      "the plant's books and Odoo's differ by more than may be; goods are sold or planned that are not there, or lie unused.",
    metric: { name: 'DriftBeyondTolerance', function: 'reconcile', statistic: 'Maximum', minutes: 5 },
    threshold: 1,
    graph: { title: 'Lines of reconciliation beyond tolerance' },
  },
  'snapshot-late': {
    of: 'plant',
    short: 'a plant that sent its stock before sends it no longer',
    severity: 'ticket',
    because: 'No event waits; only the daily comparison is missing.',
    impact: ({ reconciliation }) =>
      `has sent no snapshot of its stock for more than ${reconciliation.snapshotEveryHours} hours; differences from Odoo are not seen.`,
    metric: { name: 'SnapshotAgeHours', function: 'reconcile', statistic: 'Maximum', minutes: 5 },
    threshold: ({ reconciliation }) => reconciliation.snapshotEveryHours ?? Number.POSITIVE_INFINITY,
    // Published once per run, and never before the first snapshot: the last age counts until the next run.
    missing: 'ignore',
    graph: { title: 'Age of the last stock snapshot (h)' },
  },
} as const satisfies Record<string, AlarmDefinition>;
