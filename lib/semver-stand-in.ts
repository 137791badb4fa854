/**
 * Takes the place of the package `semver` in the bundles (29 kB in each). Only the X-Ray SDK asks for it, whether
 * Node is at least 8 and whether the SDK's version 2, which nobody uses here, is recent: yes, on any runtime of ours.
 */
export const gte = (): boolean => true;
