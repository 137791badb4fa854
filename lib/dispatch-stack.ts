import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Environment } from '../configuration/environment.ts';
import { accessIn } from './access.ts';
import { GatewayAlarm } from './constructs/gateway-alarm.ts';
import { GatewayFunction, seconds } from './constructs/gateway-function.ts';
import { Relay } from './constructs/relay.ts';
import { liveOf, namesOf } from './names.ts';

export interface DispatchStackProps extends StackProps {
  environment: Environment;
}

/** The way back from Odoo: the poll, and the relay of events' outcomes into the plants' feeds. */
export class DispatchStack extends Stack {
  constructor(scope: Construct, id: string, { environment, ...props }: DispatchStackProps) {
    super(scope, id, props);
    const names = namesOf(environment);
    const access = accessIn(this, names);

    const dispatch = new GatewayFunction(this, 'Dispatch', {
      environment,
      entry: 'poll',
      name: names.dispatchFunction,
      description: 'Polls Odoo and publishes what has changed to the plant',
      timeout: seconds(Math.ceil(environment.odoo.timeoutMs / 1000) + 30),
      variables: {
        FEED_TABLE: names.feed,
        FEED_KEEP_DAYS: String(environment.feedKeepDays),
        LEDGER_TABLE: names.eventStore,
        WEBHOOKS_FUNCTION: liveOf(names.webhooksFunction),
        CROSSWALK_TABLE: names.codeMapping,
        ODOO_SECRET_ARN: access.odooSecretArn,
        ODOO_TIMEOUT_MS: String(environment.odoo.timeoutMs),
        BUS_NAME: names.bus,
      },
      may: [
        ...access.writeFeeds(),
        access.invokeWebhooks(),
        access.eventStore(['GetItem']),
        access.readCodeMappings(),
        access.odooSecret(),
        access.publish(),
      ],
    });
    // The next minute's run does the same work, so a late run is useless.
    dispatch.live.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    const { deadLetters } = new Relay(this, 'Relay', { environment });

    new GatewayAlarm(this, 'RelayDeadLetters', {
      environment,
      alarm: 'relay-dead-letters',
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
    });
    new GatewayAlarm(this, 'DispatchErrors', {
      environment,
      alarm: 'dispatch-errors',
      metric: dispatch.metricErrors(fiveMinutes),
    });
  }
}

const fiveMinutes = { statistic: 'Sum', period: Duration.minutes(5) };
