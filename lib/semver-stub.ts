/**
 * Replaces the package `semver` in the bundles, which saves 29 kB in each. Only the X-Ray SDK uses it: to check that Node is
 * at least 8, and that version 2 of the AWS SDK, which is not used here, is recent. The answer is always yes.
 */
export const gte = (): boolean => true;
