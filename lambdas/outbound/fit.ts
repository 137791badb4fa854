/** DynamoDB takes items of 400 KB, and a message has more to say than its data. */
const mostBytes = 350_000;

const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value) ?? '');

/**
 * What of the data fits into a message: without its longest lists, as many as must go. A thing that is too large to be told
 * whole is told as far as it can be, and holds up nothing else; the message says so.
 */
export const fitting = (data: object): { data: object; truncated: boolean } => {
  const left: Record<string, unknown> = { ...data };
  let truncated = false;
  while (sizeOf(left) > mostBytes) {
    const [longest] = Object.entries(left).sort(([, a], [, b]) => sizeOf(b) - sizeOf(a));
    if (!longest) break;
    delete left[longest[0]];
    truncated = true;
  }
  return { data: truncated ? left : data, truncated };
};
