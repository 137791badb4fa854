import { z } from 'zod';
import { flag, number, properties } from '../template/properties.ts';

export const restApiProperties = properties(
  {
    Name: z.string().optional(),
    ApiKeySourceType: z.literal('HEADER').optional(),
    BinaryMediaTypes: z.array(z.string()).default([]),
  },
  [
    'Description',
    'DisableExecuteApiEndpoint',
    'EndpointConfiguration',
    'FailOnWarnings',
    'Policy',
    'SecurityPolicy',
    'Tags',
  ],
);

export const resourceProperties = properties({
  ParentId: z.string(),
  PathPart: z.string(),
  RestApiId: z.string(),
});

const lambdaIntegration = z.strictObject({
  Type: z.literal('AWS_PROXY'),
  IntegrationHttpMethod: z.literal('POST'),
  Uri: z.string(),
  TimeoutInMillis: number.default(29_000),
});
const mockIntegration = z.object({
  Type: z.literal('MOCK'),
  IntegrationResponses: z
    .array(
      z.object({
        StatusCode: z.string(),
        ResponseParameters: z.record(z.string(), z.string()).default({}),
        ResponseTemplates: z.record(z.string(), z.string()).default({}),
      }),
    )
    .min(1),
});
export type Integration = z.output<typeof lambdaIntegration> | z.output<typeof mockIntegration>;

export const methodProperties = properties(
  {
    HttpMethod: z.string(),
    ResourceId: z.string(),
    RestApiId: z.string(),
    ApiKeyRequired: flag.default(false),
    AuthorizationType: z.literal('NONE', 'no authorizer runs here').default('NONE'),
    Integration: z.discriminatedUnion('Type', [lambdaIntegration, mockIntegration]),
  },
  ['MethodResponses', 'OperationName'],
);

export const stageProperties = properties(
  {
    StageName: z.string(),
    RestApiId: z.string(),
    MethodSettings: z
      .array(
        z.object({
          HttpMethod: z.string(),
          ResourcePath: z.string(),
          ThrottlingRateLimit: number.optional(),
          ThrottlingBurstLimit: number.optional(),
        }),
      )
      .default([]),
    Variables: z.record(z.string(), z.string()).optional(),
  },
  ['AccessLogSetting', 'DeploymentId', 'Description', 'Tags', 'TracingEnabled'],
);

export const apiKeyProperties = properties(
  { Name: z.string().optional(), Value: z.string().optional(), Enabled: flag.default(true) },
  ['CustomerId', 'Description', 'GenerateDistinctId', 'StageKeys', 'Tags'],
);

export const usagePlanProperties = properties(
  {
    Throttle: z.strictObject({ RateLimit: number, BurstLimit: number }).optional(),
    Quota: z.strictObject({ Limit: number, Period: z.enum(['DAY', 'WEEK', 'MONTH']) }).optional(),
  },
  ['ApiStages', 'Description', 'Tags', 'UsagePlanName'],
);

export const usagePlanKeyProperties = properties({
  KeyId: z.string(),
  KeyType: z.literal('API_KEY'),
  UsagePlanId: z.string(),
});

export const gatewayResponseProperties = properties({
  ResponseType: z.string(),
  RestApiId: z.string(),
  StatusCode: number.optional(),
  ResponseParameters: z.record(z.string(), z.string()).default({}),
  ResponseTemplates: z.record(z.string(), z.string()).default({}),
});
