import type { Reply } from './gateway-responses.ts';
import { isBinary } from './proxy-event.ts';

// API Gateway sets these itself, or renames them.
const ownHeaders = new Set([
  'connection',
  'content-length',
  'transfer-encoding',
  'date',
  'server',
  'keep-alive',
]);

/** The function's answer as HTTP, undefined when it isn't one API Gateway accepts. */
export function proxyAnswer(
  payload: string,
  accept: string | undefined,
  binaryMediaTypes: string[],
): Reply | undefined {
  const answer: unknown = JSON.parse(payload);
  if (typeof answer !== 'object' || answer === null) return undefined;
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = answer as Record<string, unknown>;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  if (body !== undefined && body !== null && typeof body !== 'string') return undefined;
  const lines: Record<string, string[]> = {};
  if (!collect(headers, lines, false) || !collect(multiValueHeaders, lines, true)) return undefined;
  const decode = isBase64Encoded === true && isBinary(accept?.split(',')[0] ?? '', binaryMediaTypes);
  return {
    status,
    headers: {
      'content-type': 'application/json',
      ...Object.fromEntries(
        Object.entries(lines).map(([name, values]) => [
          name,
          values.length === 1 ? (values[0] ?? '') : values,
        ]),
      ),
    },
    body: decode ? Buffer.from(body ?? '', 'base64') : (body ?? ''),
  };
}

/** Adds headers to the lines; false when they are none. The same value under both keys counts once. */
function collect(source: unknown, lines: Record<string, string[]>, many: boolean): boolean {
  if (source === undefined || source === null) return true;
  if (typeof source !== 'object') return false;
  for (const [name, value] of Object.entries(source)) {
    const key = name.toLowerCase();
    const values = (many && Array.isArray(value) ? value : [value]).map(String);
    const renamed = ownHeaders.has(key) ? `x-amzn-remapped-${key}` : key;
    const known = lines[renamed] ?? [];
    lines[renamed] = [...known, ...values.filter((item) => !known.includes(item))];
  }
  return true;
}
