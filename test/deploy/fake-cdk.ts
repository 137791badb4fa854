import type { Environment } from '../../configuration/environment.ts';
import { protectedParts } from '../../lib/constructs/protection.ts';
import { type AppView, synthesizedApp } from '../../scripts/deploy/app-view.ts';
import type { Cdk, DeployOptions } from '../../scripts/deploy/cdk.ts';
import type { FakeAccount, Template } from './fake-account.ts';

const views = new Map<string, Promise<AppView>>();

/** Templates of an environment in the account of the tests, synthesized once: it takes seconds. */
export const viewOf = (environment: Environment): Promise<AppView> => {
  const pinned = { ...environment, account: '111122223333' };
  const key = JSON.stringify(pinned);
  const known = views.get(key) ?? synthesizedApp(pinned);
  views.set(key, known);
  return known;
};

/** The CDK CLI, deploying real templates into an account in memory, as `deployStack` of aws-cdk does. */
export class FakeCdk implements Cdk {
  readonly calls: { stacks: readonly string[]; options: DeployOptions }[] = [];
  context: string[] = [];
  readonly #account: FakeAccount;
  environment: Environment;

  constructor(account: FakeAccount, environment: Environment) {
    this.#account = account;
    this.environment = environment;
  }

  async deploy(stacks: readonly string[], options: DeployOptions = {}): Promise<void> {
    this.calls.push({ stacks, options });
    const { name: environment, keepData } = this.environment;
    for (const { path, name, text } of (await viewOf(this.environment)).stacks) {
      if (!stacks.some((each) => each === path || each === `${environment}/*`)) continue;
      const template = JSON.parse(text) as Template;
      const given = Object.fromEntries(
        Object.entries(options.parameters ?? {}).flatMap(([key, value]) => {
          const [stack, parameter = ''] = key.split(':');
          return stack === name ? [[parameter, value]] : [];
        }),
      );
      const known = this.#account.known.get(name);
      // It deletes a stack whose creation failed, and makes it again.
      if (known?.status.startsWith('ROLLBACK_')) await this.#account.stacks.remove(name);
      // It sets termination protection before it creates the first resource.
      const locked =
        protectedParts.some((part) => path.endsWith(`/${part}`)) &&
        keepData &&
        this.context.includes(environment);
      this.#account.deploy(name, template, given, locked);
    }
  }

  protectedEnvironments = () => this.context;

  protect(environments: readonly string[]): void {
    this.context = [...new Set(environments)];
  }
}
