import { protectedParts, protectionParameter } from '../../../lib/constructs/protection.ts';
import { namesOf } from '../../../lib/names.ts';
import { synthesizedApp } from '../app-view.ts';
import type { Stack } from '../aws/ports.ts';
import { allWell, resultLines, runChecks, summary } from '../checks/check.ts';
import { creationFailed } from '../checks/deployment-checks.ts';
import { doctorChecks } from '../checks/doctor-checks.ts';
import { type FirstDeployDeps, type Step, StepFailed } from './step.ts';

/** Doctor's checks. What the last step is for cannot be right yet. */
export const doctorStep = (deps: FirstDeployDeps): Step => ({
  id: 'doctor',
  title: 'Check what is needed',
  commands: [`npm run doctor -- --env ${deps.environment.name}`],
  stillDone: async () => false,
  async run() {
    const checks = doctorChecks({ ...deps, odooFirst: true }).filter(({ id }) => id !== 'protection');
    const results = await runChecks(checks);
    for (const line of resultLines(results)) deps.say(`  ${line}`);
    if (allWell(results)) return summary(results);
    throw new StepFailed(summary(results), 'The lines above say what to do about each.');
  },
});

/** Milliseconds between two looks at a stack that CloudFormation works on. */
const busyMs = 5_000;
const isBusy = ({ status }: Stack): boolean =>
  status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';

const complete = ['CREATE_COMPLETE', 'UPDATE_COMPLETE'];

/** All stacks, in their order, by the CDK CLI. A stack whose creation failed is made again. */
export const deployStep = (deps: FirstDeployDeps): Step => {
  const { environment, aws, cdk } = deps;
  const { name } = environment;
  const data = namesOf(environment).stack('data');
  const ours = async () =>
    (await aws.stacks.all()).filter((stack) => stack.name.startsWith(namesOf(environment).stack('')));
  return {
    id: 'deploy',
    title: 'Deploy all stacks',
    commands: [`npm run cdk -- deploy '${name}/*'`],
    async stillDone() {
      const [{ stacks }, deployed] = await Promise.all([
        (deps.synthesize ?? synthesizedApp)(environment),
        aws.stacks.all(),
      ]);
      return stacks.every((stack) =>
        deployed.some((known) => known.name === stack.name && complete.includes(known.status)),
      );
    },
    async run() {
      // A killed attempt: CloudFormation goes on with what it had begun, and takes nothing else meanwhile.
      let said = '';
      for (let busy = (await ours()).filter(isBusy); busy.length > 0; busy = (await ours()).filter(isBusy)) {
        const now = busy.map((stack) => `${stack.name} ${stack.status}`).join(', ');
        if (now !== said) deps.say(`  waiting for CloudFormation: ${now}`);
        said = now;
        await deps.pause(busyMs);
      }
      const present = await ours();
      // A protected stack cannot be deleted, and the CDK CLI must delete it to make it again.
      for (const stack of present)
        if (stack.locked && creationFailed(stack)) await aws.stacks.unlock(stack.name);
      const known = present.find((stack) => stack.name === data);
      if (!known || creationFailed(known)) {
        const protectedOnes = cdk.protectedEnvironments();
        if (protectedOnes.includes(name)) cdk.protect(protectedOnes.filter((each) => each !== name));
      }
      await cdk.deploy([`${name}/*`]);
      return `${(await ours()).length} stacks`;
    },
  };
};

/** Protects kept data, when all else is done (docs/adr/0042-protection-after-the-first-deployment.md). */
export const protectStep = ({ environment, aws, cdk, say }: FirstDeployDeps): Step => {
  const { name, keepData } = environment;
  const nameOf = namesOf(environment).stack;
  const data = nameOf('data');
  const parts = protectedParts.filter((part) => part === 'data' || environment[part]);
  const paths = parts.map((part) => `${name}/${part}`);
  const isProtected = async () => {
    const all = await aws.stacks.all();
    const found = parts.map((part) => all.find((each) => each.name === nameOf(part)));
    return (
      found.every((stack) => stack?.locked === true) && found[0]?.parameters[protectionParameter] === 'on'
    );
  };
  return {
    id: 'protect',
    title: 'Protect the data',
    commands: keepData
      ? [
          `npm run cdk -- deploy ${paths.join(' ')} --exclusively --parameters ${data}:${protectionParameter}=on`,
        ]
      : [],
    stillDone: async () => !keepData || (await isProtected()),
    async run() {
      if (!keepData) return `nothing to protect: ${name} does not keep its data`;
      const locked = `tables and ${parts.length > 1 ? 'the stacks' : 'the stack'} ${parts.join(', ')}`;
      if (!(await isProtected())) {
        // First: the deployment reads it.
        cdk.protect([...cdk.protectedEnvironments(), name]);
        await cdk.deploy(paths, {
          exclusively: true,
          parameters: { [`${data}:${protectionParameter}`]: 'on' },
        });
      }
      if (!(await isProtected()))
        throw new StepFailed(`not protected: ${locked}`, 'Look at them in CloudFormation.');
      say('  commit cdk.context.json: deployments from other checkouts read there what is protected');
      return `${locked} cannot be deleted`;
    },
  };
};
