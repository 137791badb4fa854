import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { templateFindings } from './check.ts';
import type { Template } from './template.ts';

/**
 * cfn-lint's rules that are not run, with the reason. Its informational rules are off by default.
 * - W3005: CDK names dependencies that a reference implies already. They do no harm.
 * - E3002 (unknown properties): cfn-lint 1.51 does not know the tags of dashboards. `schema.ts` checks the same, by CDK's database.
 */
const ignored = ['W3005', 'E3002'];

export interface LintOptions {
  /** folder with synthesized templates */
  out: string;
  /** runs a command; for tests */
  run?: (command: string, args: string[]) => { status: number | null; output: string } | undefined;
  print?: (line: string) => void;
}

/** Undefined when the command is not on the path. */
const runCommand = (command: string, args: string[]) => {
  const { error, status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (error && 'code' in error && error.code === 'ENOENT') return undefined;
  if (error) throw error;
  return { status, output: `${stdout}${stderr}`.trim() };
};

/**
 * Checks all templates in a folder by the checks here, and by cfn-lint where it is installed. Returns the exit code: 1 when
 * something is wrong, 2 when there are no templates.
 */
export const lintTemplates = ({ out, run = runCommand, print = console.log }: LintOptions): 0 | 1 | 2 => {
  const files = globSync('**/*.template.json', { cwd: out })
    .map((file) => join(out, file))
    .sort();
  if (files.length === 0) {
    print(`${out} has no templates: npm run synth makes them.`);
    return 2;
  }
  const findings = files.flatMap((file) =>
    templateFindings(JSON.parse(readFileSync(file, 'utf8')) as Template).map(
      (finding) => `${relative(out, file)}: ${finding}`,
    ),
  );
  for (const finding of findings) print(finding);
  print(`${files.length} templates, ${findings.length} findings`);

  const linted = run('cfn-lint', ['--ignore-checks', ...ignored, '--', ...files]);
  if (!linted) {
    print('cfn-lint is not installed: not run');
    return findings.length > 0 ? 1 : 0;
  }
  if (linted.output) print(linted.output);
  print(linted.status === 0 ? 'cfn-lint: clean' : `cfn-lint: exit code ${linted.status}`);
  return findings.length > 0 || linted.status !== 0 ? 1 : 0;
};
