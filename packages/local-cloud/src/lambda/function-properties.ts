import { z } from 'zod';
import { number, properties } from '../template/properties.ts';

export const functionProperties = properties(
  {
    FunctionName: z.string().optional(),
    Code: z.object({ S3Key: z.string() }, 'only assets of the assembly can be run'),
    Handler: z.string(),
    Runtime: z.string().regex(/^nodejs/, 'only Node.js functions can be run'),
    PackageType: z.literal('Zip').optional(),
    /** seconds */
    Timeout: number.default(3),
    /** MB */
    MemorySize: number.default(128),
    Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).optional(),
    ReservedConcurrentExecutions: number.optional(),
    DeadLetterConfig: z.object({ TargetArn: z.string() }).optional(),
  },
  [
    'Architectures',
    'Description',
    'EphemeralStorage',
    'KmsKeyArn',
    'LoggingConfig',
    'RecursiveLoop',
    'Role',
    'RuntimeManagementConfig',
    'Tags',
    'TracingConfig',
  ],
);

export const eventInvokeProperties = properties(
  {
    FunctionName: z.string(),
    Qualifier: z.literal('$LATEST'),
    MaximumRetryAttempts: number.default(2),
    /** seconds */
    MaximumEventAgeInSeconds: number.default(21_600),
    DestinationConfig: z
      .strictObject({ OnFailure: z.object({ Destination: z.string() }).optional() })
      .optional(),
  },
  [],
);

export const eventSourceProperties = properties(
  {
    EventSourceArn: z.string(),
    FunctionName: z.string(),
    // At most: one receive gives ten, and smaller batches are always allowed.
    BatchSize: number.default(10),
    Enabled: z.boolean().default(true),
    FunctionResponseTypes: z.array(z.enum(['ReportBatchItemFailures'])).default([]),
    ScalingConfig: z.object({ MaximumConcurrency: number.optional() }).optional(),
    MaximumBatchingWindowInSeconds: z.literal(0).optional(),
  },
  ['MetricsConfig', 'Tags'],
);
