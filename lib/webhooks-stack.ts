import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { type Environment, webhookUrlOf } from '../configuration/environment.ts';
import { partners } from '../partners/index.ts';
import { accessIn } from './access.ts';
import { GatewayAlarm } from './constructs/gateway-alarm.ts';
import { GatewayFunction, seconds } from './constructs/gateway-function.ts';
import { PartnerWebhook } from './constructs/partner-webhook.ts';
import { namesOf } from './names.ts';

export interface WebhooksStackProps extends StackProps {
  environment: Environment;
}

/** Pushes messages to partners with a webhook. */
export class WebhooksStack extends Stack {
  constructor(scope: Construct, id: string, { environment, ...props }: WebhooksStackProps) {
    super(scope, id, props);
    const names = namesOf(environment);
    const access = accessIn(this, names);

    const webhooks = new GatewayFunction(this, 'Webhooks', {
      environment,
      entry: 'webhooks',
      name: names.webhooksFunction,
      description: 'Pushes messages to partners that have a webhook, signed, of each thing in order',
      // Longer than the minute between two runs, shorter than the lease of a run (`lambdas/outbound/webhooks/pump.ts`).
      timeout: seconds(75),
      variables: {
        FEED_TABLE: names.feed,
        WEBHOOK_PARAMETERS: names.webhookPath,
        WEBHOOK_SECRETS: names.webhookSecret(''),
      },
      may: [access.readFeed(), access.keepWebhookLines(), access.webhookRecords(), access.webhookSecrets()],
    });
    webhooks.live.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    const schedules = new Role(this, 'Schedules', {
      description: 'Runs the function of the webhooks every minute',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
      inlinePolicies: {
        invoke: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['lambda:InvokeFunction'],
              resources: [webhooks.live.functionArn],
            }),
          ],
        }),
      },
    });

    const pushed = environment.partners.flatMap((id) => {
      const partner = partners[id];
      const url = partner && webhookUrlOf(partner, environment);
      return url ? [{ partner, url }] : [];
    });
    for (const each of pushed)
      new PartnerWebhook(this, `Partner-${each.partner.id}`, {
        environment,
        webhooks: webhooks.live,
        schedules,
        ...each,
      });

    new GatewayAlarm(this, 'WebhookDisabled', {
      environment,
      alarm: 'webhook-disabled',
    });
    new GatewayAlarm(this, 'WebhookSetAside', {
      environment,
      alarm: 'webhook-set-aside',
    });
    new GatewayAlarm(this, 'WebhookBehind', {
      environment,
      alarm: 'webhook-behind',
      // Published at the end of every run: missing data means that nothing is pushed. Without webhooks nothing runs.
      missing: pushed.length > 0 ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
  }
}
