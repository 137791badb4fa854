import { CfnOutput, type Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  ApiKeySourceType,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  type Method,
  MethodLoggingLevel,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Environment } from '../../configuration/environment.ts';
import { answerProblems } from './problem-responses.ts';

export interface EntranceApiProps {
  environment: Environment;
  accept: Lambda;
  documents: Lambda;
  query: Lambda;
  trace: Lambda;
  feed: Lambda;
  hint: Lambda;
}

/** Who called, what, and how it went: never a body, never a key's value. */
const accessLog = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    apiKeyId: '$context.identity.apiKeyId',
    ip: '$context.identity.sourceIp',
    method: '$context.httpMethod',
    route: '$context.resourcePath',
    status: '$context.status',
    responseType: '$context.error.responseType',
    milliseconds: '$context.responseLatency',
    bytes: '$context.responseLength',
    traceId: '$context.xrayTraceId',
  }),
);

export class EntranceApi extends Construct {
  readonly api: RestApi;
  private readonly askingOdoo: Method[] = [];

  constructor(scope: Construct, id: string, { environment, ...functions }: EntranceApiProps) {
    super(scope, id);
    const logSettings = {
      retention: environment.logRetentionDays,
      removalPolicy: environment.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    };
    this.api = new RestApi(this, 'Rest', {
      restApiName: `opg-${environment.name}`,
      description: 'Odoo plant gateway',
      endpointTypes: [EndpointType.REGIONAL],
      apiKeySourceType: ApiKeySourceType.HEADER,
      // Passed on byte by byte: a document says its own encoding, and as text it would be taken for UTF-8.
      binaryMediaTypes: ['application/xml', 'text/xml', 'text/csv'],
      // One setting per account and region, by which API Gateway may log. Kept, as other environments may share it.
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN,
      deployOptions: {
        stageName: 'live',
        throttlingRateLimit: environment.throttle.rate,
        throttlingBurstLimit: environment.throttle.burst,
        metricsEnabled: true,
        tracingEnabled: true,
        loggingLevel: MethodLoggingLevel.ERROR,
        // Would log bodies and headers whole.
        dataTraceEnabled: false,
        accessLogDestination: new LogGroupLogDestination(new LogGroup(this, 'AccessLog', logSettings)),
        accessLogFormat: accessLog,
      },
    });
    // API Gateway would make this group itself and keep it for ever.
    const executionLog = new LogGroup(this, 'ExecutionLog', {
      ...logSettings,
      logGroupName: `API-Gateway-Execution-Logs_${this.api.restApiId}/live`,
    });
    this.api.deploymentStage.node.addDependency(executionLog);

    this.route(functions);
    answerProblems(this.api);
    this.acknowledge();
    new CfnOutput(this, 'Url', { value: this.api.url });
  }

  private route(functions: Omit<EntranceApiProps, 'environment'>): void {
    const to = (name: keyof typeof functions) =>
      new LambdaIntegration(functions[name], { allowTestInvoke: false });
    const [toAccept, toDocuments, toQuery, toTrace, toFeed] = [
      to('accept'),
      to('documents'),
      to('query'),
      to('trace'),
      to('feed'),
    ];
    const withKey = { apiKeyRequired: true };

    const { root } = this.api;
    const v1 = root.addResource('v1');
    const events = v1.addResource('events');
    events.addMethod('POST', toAccept, withKey);
    events.addResource('{eventKey}').addMethod('GET', toQuery, withKey);
    const plant = v1.addResource('plants').addResource('{plant}');
    plant.addResource('events').addMethod('GET', toQuery, withKey);
    plant.addResource('documents').addMethod('POST', toDocuments, withKey);
    const reconciliation = plant.addResource('reconciliation');
    reconciliation.addMethod('GET', toQuery, withKey);
    reconciliation.addResource('{report}').addMethod('GET', toQuery, withKey);
    const lot = plant.addResource('lots').addResource('{lot}');
    lot.addResource('audit').addMethod('GET', toQuery, withKey);
    for (const question of ['genealogy', 'recall'])
      this.askingOdoo.push(lot.addResource(question).addMethod('GET', toTrace, withKey));
    const feed = plant.addResource('feed');
    feed.addMethod('GET', toFeed, withKey);
    feed.addResource('ack').addMethod('POST', toFeed, withKey);
    const orders = plant.addResource('orders');
    orders.addMethod('GET', toFeed, withKey);
    orders.addResource('{order}').addMethod('GET', toFeed, withKey);
    plant.addResource('stock').addMethod('GET', toFeed, withKey);

    // Odoo's webhooks carry no key: the last word of the address is one.
    v1.addResource('hints').addResource('{word}').addMethod('POST', to('hint'));

    for (const open of ['health', 'openapi.json', 'asyncapi.json'])
      root.addResource(open).addMethod('GET', toQuery);
    root.addResource('schemas').addResource('{name}').addMethod('GET', toQuery);
  }

  /** 5xx of the gateway's own: not of questions to Odoo, whose absence the lanes tell. */
  metricFailures(period: Duration): IMetric {
    const options = { period, statistic: 'Sum' };
    const asked = this.askingOdoo.map((method, index) => [
      `asked${index}`,
      method.metricServerError(this.api.deploymentStage, options),
    ]);
    return new MathExpression({
      expression: `failed - ${asked.map(([name]) => `FILL(${name}, 0)`).join(' - ')}`,
      usingMetrics: { failed: this.api.metricServerError(options), ...Object.fromEntries(asked) },
      label: '5xx',
      period,
    });
  }

  private acknowledge(): void {
    Validations.of(this.api).acknowledge(
      {
        id: 'AwsSolutions-APIG2',
        reason: 'the functions validate everything themselves and answer with a finding per field.',
      },
      {
        id: 'AwsSolutions-APIG4',
        reason:
          'Partners are machines: API keys tied to a record of plants and types; contract and health are open.',
      },
      {
        id: 'AwsSolutions-COG4',
        reason: 'Partners are machines with API keys. People, who sign in with Cognito, have no route here.',
      },
      {
        id: 'AwsSolutions-APIG3',
        reason:
          'Throttle and quota per key are in place. A web ACL is the account owner’s to attach: it costs per month.',
      },
      {
        id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
        reason: 'The policy AWS prescribes for API Gateway’s account-wide logging role.',
      },
    );
  }
}
