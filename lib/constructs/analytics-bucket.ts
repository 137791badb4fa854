import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Environment } from '../../configuration/environment.ts';
import { namesOf } from '../names.ts';
import { VersionedBucket } from './versioned-bucket.ts';

/** How long a partition that was replaced can be had back. */
const replacedDays = 30;

/** Where history lies for Athena and what reads as it does. */
export class AnalyticsBucket extends VersionedBucket {
  constructor(scope: Construct, id: string, { environment }: { environment: Environment }) {
    super(scope, id, {
      environment,
      name: namesOf(environment).analyticsBucket(Stack.of(scope)),
      expires: { id: 'what-was-replaced-expires', replacedDays },
      unlogged: 'Its content can be made anew from Odoo and the ledger.',
    });
  }
}
