import { Stack } from 'aws-cdk-lib';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Environment } from '../../configuration/environment.ts';
import { namesOf } from '../names.ts';
import { VersionedBucket } from './versioned-bucket.ts';

/**
 * Where partners drop files, and find what became of them. What a message tells of is a version: a file dropped again
 * under its name does not take the first one's place.
 */
export class DropBucket extends VersionedBucket {
  constructor(scope: Construct, id: string, { environment }: { environment: Environment }) {
    const { keepDays } = environment.drop;
    super(scope, id, {
      environment,
      name: namesOf(environment).dropBucket(Stack.of(scope)),
      expires: { id: 'files-and-results-expire', objectDays: keepDays, replacedDays: keepDays },
      unlogged: 'Every file leaves a result beside it and its events in the ledger, with the partner.',
    });
    // By CloudFormation's own property: `eventBridgeEnabled` of the construct deploys a function of CDK's to set it.
    (this.bucket.node.defaultChild as CfnBucket).addPropertyOverride(
      'NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled',
      true,
    );
  }
}
