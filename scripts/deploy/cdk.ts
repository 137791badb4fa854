import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { protectedContext } from '../../lib/constructs/protection.ts';

const root = join(import.meta.dirname, '..', '..');

export interface DeployOptions {
  /** parameters of stacks: `<stack name>:<parameter>` and value */
  parameters?: Readonly<Record<string, string>>;
  /** true: without the stacks that these depend on */
  exclusively?: boolean;
  /** folder with templates that were synthesized and checked before; absent: they are synthesized now */
  app?: string;
  /** true: a warning of synthesis stops it */
  strict?: boolean;
  /** file that gets the outputs of the stacks, as JSON */
  outputsFile?: string;
}

/**
 * Stacks that the CDK CLI deploys at the same time, where their order allows it: plant queues do not depend on each other. More
 * would finish sooner, and be throttled more often: CloudFormation limits calls per account and region, and the CLI repeats them.
 * How long a deployment takes with it: .github/workflows/deploy-environment.yml.
 */
export const stacksAtOnce = 10;

export interface Cdk {
  /** Deploys stacks, given by their path in the app such as `dev/data` or `dev/*`. Throws when one of them fails. */
  deploy(stacks: readonly string[], options?: DeployOptions): Promise<void>;
  /** Environments that the CDK context names as protected. */
  protectedEnvironments(): string[];
  protect(environments: readonly string[]): void;
}

/** Arguments of the CDK CLI. */
export const deployArguments = (
  stacks: readonly string[],
  { parameters = {}, exclusively = false, app, strict = false, outputsFile }: DeployOptions = {},
): string[] => [
  'deploy',
  ...stacks,
  // The command that calls it has told what it will do; the CLI's question would come once per stack.
  '--require-approval=never',
  `--concurrency=${stacksAtOnce}`,
  ...(exclusively ? ['--exclusively'] : []),
  ...(app === undefined ? [] : [`--app=${app}`]),
  ...(strict ? ['--strict'] : []),
  ...(outputsFile === undefined ? [] : [`--outputs-file=${outputsFile}`]),
  ...Object.entries(parameters).map(([name, value]) => `--parameters=${name}=${value}`),
];

/** The CDK CLI of this checkout, in a process of its own. Its output goes to the terminal. */
export const cdkCli = ({ region, folder = root }: { region: string; folder?: string }): Cdk => {
  const contextFile = join(folder, 'cdk.context.json');
  const context = (): Record<string, unknown> =>
    existsSync(contextFile) ? (JSON.parse(readFileSync(contextFile, 'utf8')) as Record<string, unknown>) : {};
  return {
    deploy: (stacks, options) =>
      new Promise((done, failed) => {
        const cli = spawn(
          process.execPath,
          [join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk'), ...deployArguments(stacks, options)],
          {
            cwd: folder,
            stdio: ['ignore', 'inherit', 'inherit'],
            env: { ...process.env, AWS_REGION: region },
          },
        );
        cli.once('error', failed);
        cli.once('exit', (code) =>
          code === 0
            ? done()
            : failed(new Error(`cdk deploy ${stacks.join(' ')} failed; the reason is in its output above`)),
        );
      }),
    protectedEnvironments() {
      const names = context()[protectedContext];
      return Array.isArray(names) ? names.map(String) : [];
    },
    protect(environments) {
      const { [protectedContext]: _, ...others } = context();
      const names = [...new Set(environments)].sort();
      const next = { ...others, ...(names.length > 0 && { [protectedContext]: names }) };
      writeFileSync(contextFile, `${JSON.stringify(next, null, 2)}\n`);
    },
  };
};
