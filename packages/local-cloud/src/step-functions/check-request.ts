import { AwsError } from '../aws-error.ts';

export function checkName(name: unknown): void {
  // Spaces, brackets, wildcards, other special characters and control characters are not for names.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are meant
  const wrong = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;
  if (typeof name !== 'string' || name.length < 1 || name.length > 80 || wrong.test(name))
    throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
}

export function checkInput(input: string): void {
  if (!isJson(input) || Buffer.byteLength(input) > 262_144)
    throw new AwsError(
      'InvalidExecutionInput',
      'Invalid State Machine Execution Input: no JSON, or too long',
    );
}

export function checkOutput(output: unknown): asserts output is string {
  if (typeof output !== 'string' || !isJson(output) || Buffer.byteLength(output) > 262_144)
    throw new AwsError('InvalidOutput', 'Invalid Output: no JSON, or too long');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** One page of a list, and the token for the next one. */
export function pageOf<Item>(
  list: (window: { offset: number; limit: number }) => Item[],
  asked: { maxResults?: number | undefined; nextToken?: string | undefined },
): { page: Item[]; next: string | undefined } {
  const size = Math.min(asked.maxResults || 100, 1000);
  const offset = asked.nextToken === undefined ? 0 : Number(asked.nextToken);
  if (!Number.isInteger(offset) || offset < 0)
    throw new AwsError('InvalidToken', `Invalid Token: '${asked.nextToken}'`);
  const found = list({ offset, limit: size + 1 });
  return { page: found.slice(0, size), next: found.length > size ? String(offset + size) : undefined };
}
