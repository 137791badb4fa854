import { type AlarmDefinition, anyPartOf } from './define-alarm.ts';

const perFunction = (metric: string) => (names: Parameters<typeof anyPartOf>[1]) =>
  `{AWS/Lambda,FunctionName} MetricName="${metric}" ${anyPartOf('FunctionName', names)}`;

const lettersOf = (part: string) => (names: Parameters<typeof anyPartOf>[1]) =>
  `{AWS/SQS,QueueName} MetricName="ApproximateNumberOfMessagesVisible" QueueName=DeadLetters ${anyPartOf('QueueName', names, [part])}`;

const deadLetters = (part: string) =>
  ({
    title: `Dead letters of ${part}`,
    search: lettersOf(part),
    statistic: 'Maximum',
  }) as const;

/** Alarms of which an environment has one each. */
export const environmentAlarms = {
  'odoo-unreachable': {
    of: 'environment',
    short: 'Odoo does not answer the gateway',
    severity: 'page',
    because: 'No plant is booked. posting-stopped pages once for all plants.',
    pagedBy: 'posting-stopped',
    impact: 'Odoo does not answer; events of all plants are safe in their queues but not booked.',
    metric: { name: 'PlantsWaitingForOdoo', function: 'outbox-sweeper', statistic: 'Maximum', minutes: 1 },
    threshold: 1,
    periods: 10,
    graph: { title: 'Plants that wait because Odoo is away' },
  },
  'lane-held': {
    of: 'environment',
    short: 'the key, the rights or the module in Odoo are wrong for all plants',
    severity: 'page',
    because: 'No plant is booked. posting-stopped pages once for all plants.',
    pagedBy: 'posting-stopped',
    impact: "The gateway's key, rights or module in Odoo are wrong; no plant is booked.",
    metric: { name: 'PlantsHeldByOdoo', function: 'outbox-sweeper', statistic: 'Maximum', minutes: 1 },
    threshold: 1,
    graph: { title: 'Plants held by key, rights or module' },
  },
  'outbox-stuck': {
    of: 'environment',
    short: 'an accepted event does not get into its plant queue',
    severity: 'page',
    because: 'Partners were told 202, and the events go nowhere until a person acts.',
    impact: 'Accepted events are in the event store but do not reach their plant queue; partners got 202.',
    metric: { name: 'OutboxOldestSeconds', function: 'outbox-sweeper', statistic: 'Maximum', minutes: 1 },
    threshold: 300,
    periods: 3,
    graph: { title: 'Oldest event of the outbox (s)' },
  },
  'watch-silent': {
    of: 'environment',
    short: 'the outbox sweeper does not run',
    severity: 'page',
    because: 'Without it half of the other alarms see nothing.',
    impact:
      'Nothing sends the outbox again or resumes a paused plant queue, and the alarms about plant queues see nothing.',
    // Published at the end of every run: missing data means that runs do not start or do not end.
    metric: { name: 'OutboxOldestSeconds', function: 'outbox-sweeper', statistic: 'SampleCount', minutes: 5 },
    threshold: 1,
    below: true,
    missing: 'breaching',
    graph: { title: 'Runs of the outbox sweeper' },
  },
  'accept-errors': {
    of: 'environment',
    short: 'the API answers 5xx',
    severity: 'page',
    because: 'Only this alarm can mean lost events.',
    impact:
      'Partners get a 5xx: they must send their events again, and those without a buffer may lose some.',
    threshold: 1,
    graph: {
      title: 'Answers 5xx',
      search: (names) => `{AWS/ApiGateway,ApiName} MetricName="5XXError" ApiName="${names.api}"`,
      statistic: 'Sum',
    },
  },
  'bus-dead-letters': {
    of: 'environment',
    short: 'an event from the bus was not accepted',
    severity: 'ticket',
    because: 'The event is kept for 14 days, and sending it in again needs care.',
    impact:
      'An event that a partner put on the bus did not get into the event store, and the partner does not know.',
    threshold: 1,
    graph: deadLetters('entrance'),
  },
  'drop-errors': {
    of: 'environment',
    short: 'a file is not processed yet',
    severity: 'ticket',
    because: 'The file is tried again for nine hours.',
    impact: 'A dropped file is not taken in, or not to its end; its partner finds no result beside it.',
    // A failing file comes back after its visibility timeout, five times an hour.
    threshold: 3,
    graph: { title: 'Errors of functions', search: perFunction('Errors'), statistic: 'Sum' },
  },
  'drop-dead-letters': {
    of: 'environment',
    short: 'a file was given up',
    severity: 'ticket',
    because: 'The file is kept, and a defect has to be mended first.',
    impact: 'A file was given up: what it reports is not in the event store, and the partner does not know.',
    threshold: 1,
    graph: deadLetters('entrance'),
  },
  'gate-execution-failed': {
    of: 'environment',
    short: 'the quality hold of a lot has stopped',
    severity: 'ticket',
    because: 'The goods stay held, which is the safe side.',
    impact: 'The quality hold of a lot has stopped: its goods stay held, and no verdict releases them.',
    threshold: 1,
    graph: {
      title: 'Failed executions of holds and runs',
      search: (names) =>
        `{AWS/States,StateMachineArn} MetricName="ExecutionsFailed" ${anyPartOf('StateMachineArn', names, ['gate', 'runs'])}`,
      statistic: 'Sum',
    },
  },
  'gate-dead-letters': {
    of: 'environment',
    short: 'the quality hold did not learn of something',
    severity: 'ticket',
    because: 'Goods that had to be held are held already.',
    impact:
      'What happened to a lot is not in the audit, and its quality hold did not learn of it: its goods may stay held for longer.',
    threshold: 1,
    graph: deadLetters('quality'),
  },
  'dispatch-errors': {
    of: 'environment',
    short: 'the poll of Odoo fails for all plants',
    severity: 'page',
    because: 'Night shifts of all plants may run out of orders.',
    impact: 'Plants get no messages about new and changed orders, and work with old ones.',
    threshold: 5,
    graph: { title: 'Errors of functions', search: perFunction('Errors'), statistic: 'Sum' },
  },
  'relay-dead-letters': {
    of: 'environment',
    short: "an outcome does not reach a plant's feed",
    severity: 'ticket',
    because: 'The event store has the outcome, and a new version has to be deployed first.',
    impact: 'Plants do not get what became of some of their events or lots; the event store has it.',
    threshold: 1,
    graph: deadLetters('dispatch'),
  },
  'webhook-disabled': {
    of: 'environment',
    short: 'the webhook of a partner is off',
    severity: 'ticket',
    because: 'The partner can read its feed, and has to mend its endpoint by day.',
    impact: 'The gateway sends this partner no messages of one plant until an operator enables its webhook.',
    metric: { name: 'WebhookDisabled', function: 'webhooks', statistic: 'Maximum', minutes: 5 },
    threshold: 1,
    graph: { title: 'Webhooks disabled' },
  },
  'webhook-set-aside': {
    of: 'environment',
    short: 'a partner did not take a message in three days',
    severity: 'ticket',
    because: 'The gateway has already retried for three days.',
    impact: 'A partner did not get a message: its endpoint took others, and refused this one ten times.',
    metric: { name: 'WebhookSetAside', function: 'webhooks', statistic: 'Maximum', minutes: 5 },
    threshold: 1,
    graph: { title: 'Webhook messages that are dead letters' },
  },
  'webhook-behind': {
    of: 'environment',
    short: 'a partner does not get its messages',
    severity: 'ticket',
    because: 'The retries go on for three days, and the partner can read its feed.',
    impact: 'A partner has got no message for an hour and works with old ones.',
    metric: { name: 'WebhookBehindSeconds', function: 'webhooks', statistic: 'Maximum', minutes: 5 },
    threshold: 3600,
    periods: 2,
    graph: { title: 'How far the slowest webhook is behind (s)' },
  },
  'trace-failed': {
    of: 'environment',
    short: 'genealogy and recall questions fail',
    severity: 'ticket',
    because: 'Bookings go on, and a recall can be done in Odoo.',
    impact:
      'Nobody can ask where a lot came from or whom it went to: a recall would have to be done in Odoo itself.',
    threshold: 1,
    graph: { title: 'Errors of functions', search: perFunction('Errors'), statistic: 'Sum' },
  },
  'run-failed': {
    of: 'environment',
    short: 'a nightly job gave up',
    severity: 'ticket',
    because: 'Its figures are those of the day before, and the next run catches up.',
    impact: 'A scheduled run gave up: its figures are those of the day before until a run gets through.',
    threshold: 1,
    graph: {
      title: 'Failed executions of holds and runs',
      search: (names) =>
        `{AWS/States,StateMachineArn} MetricName="ExecutionsFailed" ${anyPartOf('StateMachineArn', names, ['gate', 'runs'])}`,
      statistic: 'Sum',
    },
  },
  'run-overdue': {
    of: 'environment',
    short: 'a nightly job of a plant did not finish for more than a day',
    severity: 'ticket',
    because: 'Who works with its figures reads them by day.',
    impact:
      'A nightly job of a plant was not brought to its end for more than a day; who works with it sees old figures.',
    metric: { name: 'RunsOverdue', function: 'outbox-sweeper', statistic: 'Maximum', minutes: 5 },
    threshold: 1,
    missing: 'ignore',
    graph: { title: 'Nightly jobs overdue' },
  },
} as const satisfies Record<string, AlarmDefinition>;
