import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Environment } from '../environments.ts';
import { namesOf } from '../names.ts';

/** Where partners drop files, and find what became of them. */
export class DropBucket extends Construct {
  constructor(scope: Construct, id: string, { environment }: { environment: Environment }) {
    super(scope, id);
    const { keepDays } = environment.drop;
    const bucket = new Bucket(this, 'Bucket', {
      bucketName: namesOf(environment).dropBucket(Stack.of(this)),
      // What a message tells of is a version: a file dropped again under its name does not take the first one's place.
      versioned: true,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [
        {
          id: 'files-and-results-expire',
          expiration: Duration.days(keepDays),
          noncurrentVersionExpiration: Duration.days(keepDays),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
        { id: 'markers-of-what-expired', expiredObjectDeleteMarker: true },
      ],
      removalPolicy: environment.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    // By CloudFormation's own property: `eventBridgeEnabled` of the construct deploys a function of CDK's to set it.
    (bucket.node.defaultChild as CfnBucket).addPropertyOverride(
      'NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled',
      true,
    );
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Every file leaves a result beside it and its events in the ledger, with the partner. Who called S3 is for the account’s CloudTrail.',
    });
  }
}
