import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';

/** EventBridge takes at most ten entries a call, and 256 KB over all of them; an entry of its own always goes alone. */
const mostEntries = 10;
const mostBytes = 200_000;

export const inCalls = (entries: readonly PutEventsRequestEntry[]): PutEventsRequestEntry[][] => {
  const calls: PutEventsRequestEntry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(entry.Detail ?? '');
    const call = calls.at(-1);
    if (call && call.length < mostEntries && bytes + size <= mostBytes) call.push(entry);
    else {
      calls.push([entry]);
      bytes = 0;
    }
    bytes += size;
  }
  return calls;
};
