/** What a check found. `todo` says what a person does about it. */
export type Outcome =
  | { state: 'passed'; said: string }
  | { state: 'warning' | 'failed'; said: string; todo: string };

export interface Check {
  id: string;
  /** what is checked, as the start of a line */
  title: string;
  /** ids of checks without which this one says nothing */
  needs?: readonly string[];
  run(): Promise<Outcome>;
}

export type Result = { id: string; title: string; said: string } & (
  | { state: 'passed' | 'not-checked' }
  | { state: 'warning' | 'failed'; todo: string }
);

export const passed = (said: string): Outcome => ({ state: 'passed', said });
export const failed = (said: string, todo: string): Outcome => ({ state: 'failed', said, todo });
export const warning = (said: string, todo: string): Outcome => ({ state: 'warning', said, todo });

/**
 * Runs all checks, in their order. A check that throws has failed and hides no other. One that needs a failed check is not
 * run, and says so.
 */
export const runChecks = async (checks: readonly Check[]): Promise<Result[]> => {
  const results: Result[] = [];
  /** by check that says nothing, the failed check behind it */
  const causes = new Map<string, string>();
  for (const { id, title, needs = [], run } of checks) {
    const cause = needs.map((need) => causes.get(need)).find((each) => each !== undefined);
    if (cause !== undefined) {
      causes.set(id, cause);
      results.push({ id, title, state: 'not-checked', said: `not checked, because "${cause}" failed` });
      continue;
    }
    const outcome = await run().catch(unexpected);
    if (outcome.state === 'failed') causes.set(id, title);
    results.push({ id, title, ...outcome });
  }
  return results;
};

const unexpected = (error: unknown): Outcome => {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return failed(
    `${name}: ${message}`,
    /AccessDenied|NotAuthorized|UnauthorizedOperation|Forbidden/.test(name)
      ? 'Use credentials that may read this, or ask who manages the account.'
      : 'Run it again; if it stays, the message says what AWS or Odoo answered.',
  );
};

export const allWell = (results: readonly Result[]): boolean =>
  results.every(({ state }) => state !== 'failed' && state !== 'not-checked');

const marks = { passed: 'ok', warning: 'note', failed: 'FAILED', 'not-checked': '-' } as const;

/** A line per check, and what to do below each that is not in order. */
export const resultLines = (results: readonly Result[]): string[] => {
  const widest = Math.max(...results.map(({ title }) => title.length));
  const indent = ' '.repeat(8);
  return results.flatMap((result) => [
    `${marks[result.state].padEnd(8)}${result.title.padEnd(widest)}  ${result.said}`,
    ...('todo' in result ? [`${indent}${' '.repeat(widest)}  -> ${result.todo}`] : []),
  ]);
};

/** One sentence about all of them. */
export const summary = (results: readonly Result[]): string => {
  const of = (state: Result['state']) => results.filter((result) => result.state === state).length;
  const parts = [
    `${of('passed')} in order`,
    of('warning') && `${of('warning')} to note`,
    of('failed') && `${of('failed')} failed`,
    of('not-checked') && `${of('not-checked')} not checked`,
  ];
  return `${results.length} checks: ${parts.filter(Boolean).join(', ')}`;
};
