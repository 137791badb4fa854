/** What a check found. `todo` says what a person does about it. */
export type Outcome =
  | { state: 'passed'; said: string }
  /** this machine cannot check it, and that is no fault */
  | { state: 'not-from-here'; said: string }
  | { state: 'warning' | 'failed'; said: string; todo: string };

export interface Check {
  id: string;
  /** what is checked, as the start of a line */
  title: string;
  /** ids of checks that this one depends on */
  needs?: readonly string[];
  run(): Promise<Outcome>;
}

export type Result = { id: string; title: string; said: string } & (
  | { state: 'passed' | 'not-checked' | 'not-from-here' }
  | { state: 'warning' | 'failed'; todo: string }
);

export const passed = (said: string): Outcome => ({ state: 'passed', said });
export const failed = (said: string, todo: string): Outcome => ({ state: 'failed', said, todo });
export const notFromHere = (said: string): Outcome => ({
  state: 'not-from-here',
  said: `not checked from here: ${said}`,
});
export const warning = (said: string, todo: string): Outcome => ({ state: 'warning', said, todo });

/**
 * Runs all checks, in their order. A check that throws has failed and hides no other. One that depends on a failed
 * check, or on one that this machine cannot make, is not run and says so.
 */
export const runChecks = async (checks: readonly Check[]): Promise<Result[]> => {
  const results: Result[] = [];
  /** by check that was not run, or failed: the check behind it */
  const causes = new Map<string, { title: string; state: 'not-checked' | 'not-from-here' }>();
  for (const { id, title, needs = [], run } of checks) {
    const cause = needs.map((need) => causes.get(need)).find((each) => each !== undefined);
    if (cause !== undefined) {
      causes.set(id, cause);
      const why =
        cause.state === 'not-checked'
          ? `not checked, because "${cause.title}" failed`
          : 'not checked from here';
      results.push({ id, title, state: cause.state, said: why });
      continue;
    }
    const outcome = await run().catch(unexpected);
    if (outcome.state === 'failed') causes.set(id, { title, state: 'not-checked' });
    if (outcome.state === 'not-from-here') causes.set(id, { title, state: 'not-from-here' });
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

const marks = {
  passed: 'ok',
  warning: 'note',
  failed: 'FAILED',
  'not-checked': '-',
  'not-from-here': '-',
} as const;

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
    of('not-from-here') && `${of('not-from-here')} not checked from here`,
  ];
  return `${results.length} checks: ${parts.filter(Boolean).join(', ')}`;
};
