import { CfnOutput, type Duration, Validations } from 'aws-cdk-lib';
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
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Environment } from '../../configuration/environment.ts';
import type { RouteFunction } from '../../events/http/define-route.ts';
import { routes } from '../../events/http/routes.ts';
import { metricsNamespace, namesOf } from '../names.ts';
import type { GatewayFunction } from './gateway-function.ts';
import { putBehindDomain } from './own-domain.ts';
import { answerProblems } from './problem-responses.ts';
import { removalPolicyOf } from './removal-policy.ts';

export interface EntranceApiProps {
  environment: Environment;
  /** the functions that answer, by the names that the routes have for them */
  functions: Readonly<Record<RouteFunction, GatewayFunction>>;
}

/** Who called what, and the outcome. Never a body, and never the value of a key. */
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
  private readonly throttled: MetricFilter;
  private readonly askingOdoo: Method[] = [];

  constructor(scope: Construct, id: string, { environment, functions }: EntranceApiProps) {
    super(scope, id);
    const logSettings = {
      retention: environment.logRetentionDays,
      removalPolicy: removalPolicyOf(environment.keepData),
    };
    const accessLogs = new LogGroup(this, 'AccessLog', logSettings);
    // API Gateway has no metric of its own for 429: its 4XXError counts every refusal.
    this.throttled = new MetricFilter(this, 'Throttled', {
      logGroup: accessLogs,
      filterPattern: FilterPattern.stringValue('$.status', '=', '429'),
      metricNamespace: metricsNamespace,
      metricName: 'CallsThrottled',
      metricValue: '1',
    });
    this.api = new RestApi(this, 'Rest', {
      restApiName: namesOf(environment).api,
      description: 'Odoo plant gateway',
      endpointTypes: [EndpointType.REGIONAL],
      apiKeySourceType: ApiKeySourceType.HEADER,
      // Passed on as bytes: a document declares its own encoding, and API Gateway would read text as UTF-8.
      binaryMediaTypes: ['application/xml', 'text/xml', 'text/csv'],
      // One setting per account and region that allows API Gateway to log. Kept: other environments may share it.
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: removalPolicyOf(true),
      deployOptions: {
        stageName: 'live',
        throttlingRateLimit: environment.throttle.rate,
        throttlingBurstLimit: environment.throttle.burst,
        metricsEnabled: true,
        tracingEnabled: true,
        loggingLevel: MethodLoggingLevel.ERROR,
        // Data traces would log whole bodies and headers.
        dataTraceEnabled: false,
        accessLogDestination: new LogGroupLogDestination(accessLogs),
        accessLogFormat: accessLog,
      },
    });
    // Without it API Gateway makes the group itself and keeps its logs for ever.
    const executionLog = new LogGroup(this, 'ExecutionLog', {
      ...logSettings,
      logGroupName: `API-Gateway-Execution-Logs_${this.api.restApiId}/live`,
    });
    this.api.deploymentStage.node.addDependency(executionLog);

    this.addRoutes(functions);
    // The permissions name the API, not its stage, so they can come first: otherwise calls of the moments in between get 500.
    for (const each of this.api.node.findAll())
      if (each instanceof CfnPermission) this.api.deploymentStage.node.addDependency(each);
    answerProblems(this.api);
    this.acknowledge();
    new CfnOutput(this, 'Url', { value: this.api.url });
    if (environment.domain) putBehindDomain(this, this.api, environment.domain);
  }

  private addRoutes(functions: EntranceApiProps['functions']): void {
    const integrations = new Map<RouteFunction, LambdaIntegration>();
    const integrationOf = (name: RouteFunction): LambdaIntegration => {
      const known =
        integrations.get(name) ??
        new LambdaIntegration(functions[name].live, { scopePermissionToMethod: false });
      integrations.set(name, known);
      return known;
    };
    for (const route of routes) {
      const method = this.api.root
        .resourceForPath(route.path)
        .addMethod(route.method, integrationOf(route.function), route.key ? { apiKeyRequired: true } : {});
      if (route.asksOdoo) this.askingOdoo.push(method);
    }
  }

  /** The gateway's own 5xx. Calls that ask Odoo are left out: the plant queues' alarms report that Odoo is away. */
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

  /** Calls answered with 429: a key's rate or quota, or the limit of the whole API. */
  metricThrottled(period: Duration): IMetric {
    return this.throttled.metric({ period, statistic: 'Sum' });
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
