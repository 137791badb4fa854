import type { Environment } from '../../../configuration/environment.ts';
import { namesOf } from '../../../lib/names.ts';
import { stacksThatName } from '../app-view.ts';
import type { Aws } from '../aws/ports.ts';
import type { Cdk } from '../cdk.ts';
import { type Operator, waitingOf } from './waiting.ts';

export interface RemovePlantDeps {
  environment: Environment;
  /** true: there is still a profile of this id, so that the stacks that name it can be found */
  hasProfile: boolean;
  aws: Pick<Aws, 'whoAmI' | 'stacks' | 'queues'>;
  operator: Operator;
  cdk: Pick<Cdk, 'deploy'>;
  /** true: the operator gives up what waits */
  discard: boolean;
  stacksThatName?: typeof stacksThatName;
  say(line: string): void;
}

/**
 * Removes a plant from an environment that no longer names it: first from the stacks that have something for each plant, so that
 * nothing new comes in, then its own stack. Refuses while events wait. Returns the exit code. Repeating it continues.
 */
export const removePlant = async (id: string, deps: RemovePlantDeps): Promise<number> => {
  const { environment, aws, cdk, discard, say } = deps;
  const { name, plants } = environment;
  const { account } = await aws.whoAmI();
  if (environment.account !== undefined && environment.account !== account) {
    say(
      `the credentials are of account ${account}, and ${name} belongs in ${environment.account}; nothing was removed`,
    );
    return 1;
  }
  const stack = namesOf(environment).stack(`lane-${id}`);
  const deployed = async () => (await aws.stacks.all()).some((each) => each.name === stack);
  if (!(await deployed())) {
    say(`${stack} is not there: ${id} is not deployed in ${name}`);
    return plants.includes(id) ? 1 : 0;
  }
  if (await refused(id, deps)) return 1;
  if (plants.includes(id)) {
    say(`1. Done: ${discard ? `you give up what waits of ${id}` : `no events of ${id} are waiting`}.`);
    say(
      `2. You: remove \`${id}\` from \`plants\` in environments/${name}.ts, and remove partners that serve only ${id}.`,
    );
    say(`3. Then run this command again. It deploys the other stacks without ${id}, and deletes ${stack}.`);
    return 1;
  }
  const others = deps.hasProfile
    ? await (deps.stacksThatName ?? stacksThatName)(environment, id)
    : // Without a profile nobody knows which stacks named it; those without a change are skipped.
      [`${name}/*`];
  say(`deploying ${others.join(', ')} without ${id}`);
  await cdk.deploy(others);
  // Until then partners could still send events.
  if (await refused(id, deps)) return 1;
  await aws.stacks.remove(stack);
  say(`${stack} is deleted; ${id} is no longer in ${name}. Its events stay in the event store.`);
  return 0;
};

const refused = async (
  id: string,
  { environment, aws, operator, discard, say }: RemovePlantDeps,
): Promise<boolean> => {
  const waiting = await waitingOf(id, { environment, queues: aws.queues, operator });
  if (waiting.length === 0) return false;
  for (const line of waiting) say(`${discard ? 'given up' : 'waits'}: ${line}`);
  if (discard) return false;
  say(
    `nothing was removed. Let the queue run empty, decide about the others (npm run operate -- --env ${environment.name} list ${id}), ` +
      'or give them up with --discard-waiting: they are then never booked in Odoo',
  );
  return true;
};
