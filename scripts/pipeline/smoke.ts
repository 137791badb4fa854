import { setTimeout as wait } from 'node:timers/promises';
import { apiAddressOf } from '../api-address.ts';

type Outputs = Record<string, Record<string, string>>;

/** Address of the API in the outputs of a deployment, by stack. */
export const addressIn = (outputs: Outputs): string | undefined =>
  apiAddressOf(Object.entries(outputs).find(([stack]) => stack.endsWith('-entrance'))?.[1] ?? {});

/**
 * Asks for `health`, several times: a new domain or stage needs some seconds. Returns the last failure, or nothing.
 * @param pauseMs between two tries
 */
export const answers = async (address: string, tries = 10, pauseMs = 3_000): Promise<string | undefined> => {
  let failure: string | undefined;
  for (let left = tries; left > 0; left -= 1) {
    failure = await failureOf(new URL('health', address));
    if (!failure) return undefined;
    if (left > 1) await wait(pauseMs);
  }
  return failure;
};

const failureOf = async (url: URL): Promise<string | undefined> => {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    return answer.ok ? undefined : `status ${answer.status}`;
  } catch (error) {
    return error instanceof Error ? String(error.cause ?? error.message) : String(error);
  }
};
