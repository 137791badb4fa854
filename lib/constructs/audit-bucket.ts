import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Environment } from '../../configuration/environment.ts';
import { namesOf } from '../names.ts';

/**
 * Every entry of the audit, once more and for good. Where entries are kept for years, nobody can remove or change one
 * before, the account's administrator included; so that is for an environment whose data matters.
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
      removalPolicy: keepData || years !== undefined ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Entries are written by one function. Who called S3 is for the account’s CloudTrail.',
    });
  }
}
