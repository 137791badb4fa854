import { RemovalPolicy } from 'aws-cdk-lib';

/**
 * What becomes of a resource when its stack no longer has it. Kept data stays (`RetainExceptOnCreate`), except when its
 * creation is rolled back: the next attempt of a first deployment would run into its name.
 */
export const removalPolicyOf = (keep: boolean): RemovalPolicy =>
  keep ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
