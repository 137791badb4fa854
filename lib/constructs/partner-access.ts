import { Aws } from 'aws-cdk-lib';
import { ApiKey, type IRestApi, Period, type RestApi, UsagePlan } from 'aws-cdk-lib/aws-apigateway';
import { CfnEventBusPolicy } from 'aws-cdk-lib/aws-events';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { Environment } from '../../configuration/environment.ts';
import { foldersOf, type Partner } from '../../configuration/partner.ts';
import { namesOf } from '../names.ts';
import { partnerRecord } from '../partner-record.ts';

export interface PartnerAccessProps {
  environment: Environment;
  partner: Partner;
  api: RestApi;
}

/** A partner's API key with throttle and quota, and its records: rights by key, by dropped file, and by bus. */
export class PartnerAccess extends Construct {
  constructor(scope: Construct, id: string, { environment, partner, api }: PartnerAccessProps) {
    super(scope, id);
    const names = namesOf(environment);
    const access = partnerRecord(partner, environment);
    const record = JSON.stringify(access);

    // AWS generates the value, so it is in no template, log or repository.
    const key = new ApiKey(this, 'Key', {
      apiKeyName: names.partnerKey(partner.id),
      description: `Key of partner ${partner.id}`,
    });
    const plan = new UsagePlan(this, 'Plan', {
      name: names.partnerKey(partner.id),
      throttle: { rateLimit: partner.throttle.rate, burstLimit: partner.throttle.burst },
      quota: { limit: partner.quota.limit, period: Period[partner.quota.period] },
      apiStages: [{ api: api as IRestApi, stage: api.deploymentStage }],
    });
    plan.addApiKey(key);
    new StringParameter(this, 'Record', {
      parameterName: `${names.partnerPath}${key.keyId}`,
      simpleName: false,
      description: `What partner ${partner.id} may do with its key`,
      stringValue: record,
    });

    for (const { plant, system } of foldersOf(partner)) {
      if (!environment.plants.includes(plant)) continue;
      new StringParameter(this, `DropRecord-${plant}-${system}`, {
        parameterName: `${names.partnerPath}drop.${plant}.${system}`,
        simpleName: false,
        description: `What partner ${partner.id} may do with files it drops`,
        // Narrower than its key: a file is for the plant and the system of its folder only.
        stringValue: JSON.stringify({ ...access, plants: [plant], systems: [system] }),
      });
    }

    if (!partner.bus) return;
    const { account, source } = partner.bus;
    new StringParameter(this, 'BusRecord', {
      parameterName: `${names.partnerPath}bus.${account ?? Aws.ACCOUNT_ID}.${source}`,
      simpleName: false,
      description: `What partner ${partner.id} may do on the bus`,
      stringValue: record,
    });
    // The gateway's own account needs no bus policy: IAM grants the right to its roles.
    if (!account) return;
    new CfnEventBusPolicy(this, 'BusPolicy', {
      eventBusName: names.bus,
      statementId: partner.id,
      statement: {
        Effect: 'Allow',
        Principal: { AWS: `arn:${Aws.PARTITION}:iam::${account}:root` },
        Action: 'events:PutEvents',
        Resource: `arn:${Aws.PARTITION}:events:${Aws.REGION}:${Aws.ACCOUNT_ID}:event-bus/${names.bus}`,
        // One call may have many entries. "ForAllValues" alone is also true for a request without the key.
        Condition: {
          'ForAllValues:StringEquals': { 'events:source': source },
          Null: { 'events:source': 'false' },
        },
      },
    });
  }
}
