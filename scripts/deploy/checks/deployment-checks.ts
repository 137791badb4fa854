import type { Environment } from '../../../configuration/environment.ts';
import { onCallSecrets } from '../../../configuration/on-call.ts';
import { protectedParts, protectionParameter } from '../../../lib/constructs/protection.ts';
import { namesOf } from '../../../lib/names.ts';
import type { Aws, Identity, Stack } from '../aws/ports.ts';
import { type Check, failed, passed, warning } from './check.ts';

export interface DeploymentCheckDeps {
  environment: Environment;
  aws: Pick<Aws, 'leftovers' | 'secrets'>;
  identity(): Promise<Identity>;
  stacks(): Promise<readonly Stack[]>;
}

/** Plants that have a stack, whether the environment still names them or not. */
export const deployedPlants = (
  stacks: readonly Stack[],
  environment: Pick<Environment, 'name'>,
): string[] => {
  const prefix = namesOf(environment).stack('lane-');
  return stacks.filter(({ name }) => name.startsWith(prefix)).map(({ name }) => name.slice(prefix.length));
};

/** True when the stack's creation failed. CloudFormation cannot update such a stack: it must be deleted and created again. */
export const creationFailed = ({ status }: Stack): boolean =>
  ['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED'].includes(status);

/** What is deployed: the states of stacks, deletion protection, and plants that have no stack or should have none. */
export const deploymentChecks = ({ environment, aws, identity, stacks }: DeploymentCheckDeps): Check[] => {
  const { name, keepData, plants } = environment;
  const names = namesOf(environment);
  const receivers = onCallSecrets(environment);
  const needs = ['credentials', 'account'];
  const ours = async () => (await stacks()).filter((stack) => stack.name.startsWith(names.stack('')));
  const data = async () => (await ours()).find((stack) => stack.name === names.stack('data'));
  return [
    {
      id: 'stacks',
      title: 'Stacks',
      needs,
      async run() {
        const all = await ours();
        const broken = all.filter((stack) => stack.status.endsWith('FAILED') && !creationFailed(stack));
        const [first] = broken;
        if (first)
          return failed(
            broken.map((stack) => `${stack.name} is in ${stack.status}`).join(', '),
            `Look at the events of ${first.name} in CloudFormation; the reason is the first that failed.`,
          );
        const failedFirst = all.filter(creationFailed);
        if (failedFirst.length > 0)
          return warning(
            `${failedFirst.map((stack) => stack.name).join(', ')}: the first deployment failed`,
            `Repeat it, when the cause is mended: npm run first-deploy -- ${name}`,
          );
        return passed(all.length === 0 ? 'not deployed yet' : `${all.length} deployed`);
      },
    },
    {
      id: 'names',
      title: 'Names are free',
      needs,
      async run() {
        const present = await data();
        if (present && !creationFailed(present)) return passed('the environment is deployed');
        const { account } = await identity();
        const { buckets, others } = aws.leftovers(name, account);
        const taken = (
          await Promise.all([buckets, ...others.filter(({ what }) => named.has(what))].map(foundOf))
        )
          .flat()
          // A person makes these before the first deployment.
          .filter((found) => !receivers.some((secret) => found === `secret ${secret}`));
        return taken.length === 0
          ? passed('nothing has a name that the deployment gives')
          : failed(
              `${taken.join(', ')}: left by an earlier deployment`,
              keepData
                ? 'They may hold data. Import them (`npm run cdk -- import`), or delete them by hand.'
                : `Remove them: npm run remove -- ${name}`,
            );
      },
    },
    {
      id: 'on-call',
      title: 'Secrets of receivers',
      needs,
      async run() {
        const present = await Promise.all(receivers.map((secret) => aws.secrets.exists(secret)));
        const missing = receivers.filter((_, index) => !present[index]);
        if (missing.length > 0)
          return failed(
            `${missing.join(', ')}: named by onCall, and not in Secrets Manager`,
            'Make them before the deployment: docs/on-call.md#receivers.',
          );
        return passed(receivers.length === 0 ? 'onCall names none' : receivers.join(', '));
      },
    },
    {
      id: 'protection',
      title: 'Protection of data',
      needs,
      async run() {
        const stack = await data();
        if (!keepData) return passed('not kept: the environment can be removed');
        if (!stack || creationFailed(stack)) return passed('is switched on by the last step of first-deploy');
        const unlocked = (await ours()).filter(
          (each) => protectedParts.some((part) => each.name === names.stack(part)) && !each.locked,
        );
        const open = [
          ...(stack.parameters[protectionParameter] === 'on' ? [] : ['the tables']),
          ...unlocked.map((each) => `the stack ${each.name}`),
        ];
        return open.length === 0
          ? passed('tables and stacks that hold what is kept cannot be deleted')
          : failed(
              `deletion protection is off: ${open.join(' and ')} can be deleted`,
              `npm run first-deploy -- ${name}: its last step protects them.`,
            );
      },
    },
    {
      id: 'plants',
      title: 'Plants',
      needs,
      async run() {
        const all = await stacks();
        const deployed = deployedPlants(all, environment);
        const dead = deployed.filter((plant) => !plants.includes(plant));
        const [first] = dead;
        if (first)
          return failed(
            `${dead.join(', ')}: no longer in environments/${name}.ts, but still deployed; the poll of Odoo fails every minute`,
            `npm run plant -- remove ${first} --env ${name}`,
          );
        const missing = deployed.length === 0 ? [] : plants.filter((plant) => !deployed.includes(plant));
        const [next] = missing;
        return next
          ? warning(`${missing.join(', ')}: not deployed yet`, `npm run plant -- add ${next} --env ${name}`)
          : passed(deployed.length === 0 ? plants.join(', ') : `${deployed.length} deployed, all in use`);
      },
    },
  ];
};

/** Kinds whose names the templates fix. */
const named = new Set(['tables', 'queues', 'state machines', 'secrets', 'parameters']);

const foundOf = async ({
  what,
  find,
}: {
  what: string;
  find(): Promise<{ name: string }[]>;
}): Promise<string[]> => (await find()).map((found) => `${what.replace(/s$/, '')} ${found.name}`);
