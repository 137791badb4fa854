import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Environment } from '../../configuration/environment.ts';

export interface VersionedBucketProps {
  environment: Environment;
  name: string;
  /** what becomes of objects and of their earlier versions, by days */
  expires: { id: string; objectDays?: number; replacedDays: number };
  /** why nobody needs the log of who called S3, as cdk-nag's rule S1 wants one */
  unlogged: string;
}

/** A private bucket that keeps what was replaced for a while. */
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
      removalPolicy: environment.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: `${unlogged} Who called S3 is for the account’s CloudTrail.`,
    });
  }
}
