import type { FuzzRequest } from './requests.ts';

interface Problem {
  status?: unknown;
  title?: unknown;
  detail?: unknown;
  errors?: { pointer?: unknown; rule?: unknown; detail?: unknown }[];
}

/** How code shows through: a stack's lines, its files, or another program's words. */
const inside = /\n\s+at .+:\d+|\.(?:ts|mjs|js):\d+|node_modules|Traceback|psycopg2|ZodError|TypeError/;

/** What is wrong with an answer; undefined when it follows the contract. */
export function objectionTo(
  request: FuzzRequest,
  status: number,
  type: string,
  text: string,
): string | undefined {
  if (inside.test(text)) return `shows its inside: ${text.slice(0, 300)}`;
  if (status >= 500) return `answers ${status}`;
  if (status < 400) return request.method === 'GET' ? undefined : objectionToRows(status, text);
  if (!type.startsWith('application/problem+json')) return `answers ${status} with ${type}`;
  const problem = JSON.parse(text) as Problem;
  if (problem.status !== status || typeof problem.title !== 'string')
    return `answers ${status} with the problem ${text.slice(0, 200)}`;
  // A 404 says nothing more.
  return names(problem) || status === 404
    ? undefined
    : `answers ${status} and names nothing: ${text.slice(0, 200)}`;
}

function objectionToRows(status: number, text: string): string | undefined {
  if (status !== 202 && status !== 207) return `answers ${status}`;
  const { events } = JSON.parse(text) as { events: (Problem & { status: string })[] };
  if (events.length === 0) return 'answers no rows';
  const silent = events.find((row) => row.status === 'rejected' && !names(row));
  return silent && `rejects a row and names nothing: ${JSON.stringify(silent)}`;
}

const names = ({ detail, errors = [] }: Problem): boolean =>
  (typeof detail === 'string' && detail !== '') ||
  (errors.length > 0 && errors.every((each) => typeof each.pointer === 'string' && each.rule && each.detail));
