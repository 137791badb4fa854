import { Duration, Stack, Validations } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Environment } from '../../configuration/environment.ts';
import { namesOf } from '../names.ts';
import { removalPolicyOf } from './removal-policy.ts';

export interface VersionedBucketProps {
  environment: Environment;
  name: string;
  /** days until objects and replaced versions are deleted */
  expires: { id: string; objectDays?: number; replacedDays: number };
  /** why the bucket needs no access log, which cdk-nag's rule S1 asks for */
  unlogged: string;
}

/** A private bucket that keeps replaced versions for some days. */
export class VersionedBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { environment, name, expires, unlogged }: VersionedBucketProps) {
    super(scope, id);
    const { objectDays, replacedDays } = expires;
    this.bucket = new Bucket(this, 'Bucket', {
      bucketName: name,
      versioned: true,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [
        {
          id: expires.id,
          ...(objectDays !== undefined && { expiration: Duration.days(objectDays) }),
          noncurrentVersionExpiration: Duration.days(replacedDays),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
        { id: 'markers-of-what-expired', expiredObjectDeleteMarker: true },
      ],
      removalPolicy: removalPolicyOf(environment.keepData),
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: `${unlogged} Who called S3 is for the account’s CloudTrail.`,
    });
  }
}

/** Days in which a replaced partition can be restored. */
const replacedDays = 30;

/** The bucket of the analytics store, which Athena reads. */
export class AnalyticsBucket extends VersionedBucket {
  constructor(scope: Construct, id: string, { environment }: { environment: Environment }) {
    super(scope, id, {
      environment,
      name: namesOf(environment).analyticsBucket(Stack.of(scope)),
      expires: { id: 'what-was-replaced-expires', replacedDays },
      unlogged: 'Its content can be made anew from Odoo and the event store.',
    });
  }
}

/**
 * The bucket into which partners drop files, and where they find the results. S3's message names a version, so a file that
 * is dropped again under its name does not replace the first one.
 */
export class FileIngestBucket extends VersionedBucket {
  constructor(scope: Construct, id: string, { environment }: { environment: Environment }) {
    const { keepDays } = environment.drop;
    super(scope, id, {
      environment,
      name: namesOf(environment).dropBucket(Stack.of(scope)),
      expires: { id: 'files-and-results-expire', objectDays: keepDays, replacedDays: keepDays },
      unlogged: 'Every file leaves a result beside it and its events in the event store, with the partner.',
    });
    // Set by CloudFormation's property: CDK's `eventBridgeEnabled` deploys a function of its own to set it.
    (this.bucket.node.defaultChild as CfnBucket).addPropertyOverride(
      'NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled',
      true,
    );
  }
}

/**
 * A second, permanent copy of every audit entry. With `auditRetentionYears` S3 locks entries in compliance mode: nobody can
 * change or remove one before that time, not even the account's administrator. So it is for real data only.
 */
export class AuditBucket extends Construct {
  constructor(scope: Construct, id: string, { environment }: { environment: Environment }) {
    super(scope, id);
    const { auditRetentionYears: years, keepData } = environment;
    const bucket = new Bucket(this, 'Bucket', {
      bucketName: namesOf(environment).auditBucket(Stack.of(this)),
      versioned: true,
      ...(years !== undefined && {
        objectLockEnabled: true,
        objectLockDefaultRetention: ObjectLockRetention.compliance(Duration.days(years * 365)),
      }),
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: removalPolicyOf(keepData || years !== undefined),
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Entries are written by one function. Who called S3 is for the account’s CloudTrail.',
    });
  }
}
