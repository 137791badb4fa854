/**
 * How AWS is called: without limits of its own a client waits on a dead connection for as long as the function
 * lives, and the caller with it.
 */
export const awsCalls = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000 },
} as const;
