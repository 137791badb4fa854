import { Validations } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { Environment } from '../../configuration/environment.ts';
import type { Partner } from '../../configuration/partner.ts';
import { namesOf } from '../names.ts';
import { partnerRecord } from '../partner-record.ts';

export interface PartnerWebhookProps {
  environment: Environment;
  partner: Partner;
  url: string;
  /** the function that pushes, started every minute */
  webhooks: IFunction;
  /** role that may invoke it */
  schedules: IRole;
}

/** A partner's webhook: its address, its signing secret, and a schedule for every minute. */
export class PartnerWebhook extends Construct {
  constructor(scope: Construct, id: string, props: PartnerWebhookProps) {
    super(scope, id);
    const { environment, partner, url, webhooks, schedules } = props;
    const names = namesOf(environment);
    const access = partnerRecord(partner, environment);
    const plants = access.plants.filter((plant) => partner.webhook?.plants?.includes(plant) ?? true);
    new StringParameter(this, 'Record', {
      parameterName: `${names.webhookPath}${partner.id}`,
      simpleName: false,
      description: `Where messages are pushed to partner ${partner.id}`,
      stringValue: JSON.stringify({ url, plants, access }),
    });

    const secret = new Secret(this, 'Secret', {
      secretName: names.webhookSecret(partner.id),
      description: `What messages pushed to partner ${partner.id} are signed with`,
      // 64 letters and digits are base64 of 48 bytes.
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: 'current',
        passwordLength: 64,
        excludePunctuation: true,
      },
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Replaced by an operator together with the partner, who must take the new one from a person.',
    });

    new CfnSchedule(this, 'EveryMinute', {
      description: `Pushes what is due to partner ${partner.id}`,
      scheduleExpression: 'rate(1 minute)',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: webhooks.functionArn,
        roleArn: schedules.roleArn,
        input: JSON.stringify({ partner: partner.id }),
        // The next minute's run does the same work, so a late run is useless.
        retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
      },
    });
  }
}
