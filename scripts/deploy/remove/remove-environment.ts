import type { Environment } from '../../../configuration/environment.ts';
import { onCallSecrets } from '../../../configuration/on-call.ts';
import { namesOf } from '../../../lib/names.ts';
import type { Aws, Kind, Leftovers, Stack } from '../aws/ports.ts';
import type { StateFile } from '../state-file.ts';

/** Ids of the environment's APIs. They are known only while their stack is there. */
export interface RemovalState {
  apis: string[];
}

export interface RemovalDeps {
  environment: Environment;
  aws: Pick<Aws, 'whoAmI' | 'stacks' | 'secrets' | 'leftovers' | 'region'>;
  state: StateFile<RemovalState>;
  /** Asks the operator to type the environment's name. */
  confirm(question: string): Promise<string>;
  say(line: string): void;
}

/** Why this environment may not be removed by a command. Undefined when it may. */
export const refusalOf = ({
  name,
  purpose,
  keepData,
}: Pick<Environment, 'name' | 'purpose' | 'keepData'>): string | undefined => {
  if (name !== 'prod' && purpose !== 'production' && !keepData) return undefined;
  const why = keepData
    ? `${name} keeps its data (keepData in environments/${name}.ts)`
    : `${name} is production`;
  return `${why}: no command removes it.
Stop it instead: \`npm run operate -- --env ${name} pause <plant> --note why\` for each plant.
To give it up for good: export what must be kept, set keepData: false in environments/${name}.ts, deploy (with \`--parameters
opg-${name}-data:Protection=off\`), let a second person review it, and delete the stacks in CloudFormation.`;
};

/** Removes everything that an environment has in its account. Returns the exit code. Repeating it continues. */
export const removeEnvironment = async (deps: RemovalDeps): Promise<number> => {
  const { environment, aws, state, say } = deps;
  const { name } = environment;
  const refusal = refusalOf(environment);
  if (refusal !== undefined) {
    say(refusal);
    return 2;
  }
  const { account } = await aws.whoAmI();
  if (environment.account !== undefined && environment.account !== account) {
    say(
      `the credentials are of account ${account}, and ${name} belongs in ${environment.account}; nothing was removed`,
    );
    return 1;
  }
  const made = onCallSecrets(environment);
  const leftovers = keeping(aws.leftovers(name, account), made);
  const stacks = await stacksOf(deps);
  const apis = [...new Set([...(state.read()?.apis ?? []), ...(await apisOf(deps, stacks))])];
  const kinds = [leftovers.buckets, ...leftovers.others, ...apis.map((id) => leftovers.logsOfApi(id))];
  const listed = await tellAll(stacks, kinds, say);
  const kept = await presentOf(aws, made);
  if (kept.length > 0) {
    say(
      `kept, because you made them and not the deployment (${kept.length}): secrets with addresses of on-call receivers`,
    );
    for (const secret of kept) say(`  ${secret}`);
  }
  const where = `account ${account}, ${aws.region}`;
  if (listed === 0) {
    say(`nothing of ${name} is in ${where}`);
    state.clear();
    return 0;
  }
  say(`${listed} in all, in ${where}. This cannot be undone.`);
  if ((await deps.confirm(`Type ${name} to remove them: `)) !== name) {
    say('not confirmed; nothing was removed');
    return 1;
  }
  state.write({ apis });
  return await removeAll(deps, stacks, leftovers, kinds);
};

/** Leftovers without these secrets. */
const keeping = (leftovers: Leftovers, secrets: readonly string[]): Leftovers => ({
  ...leftovers,
  logsOfApi: (id) => leftovers.logsOfApi(id),
  others: leftovers.others.map((kind) =>
    kind.what === 'secrets'
      ? { ...kind, find: async () => (await kind.find()).filter(({ name }) => !secrets.includes(name)) }
      : kind,
  ),
});

const presentOf = async ({ secrets }: RemovalDeps['aws'], names: readonly string[]): Promise<string[]> => {
  const present = await Promise.all(names.map((name) => secrets.exists(name)));
  return names.filter((_, index) => present[index]);
};

const stacksOf = async ({ environment, aws }: RemovalDeps): Promise<Stack[]> => {
  const prefix = namesOf(environment).stack('');
  return (await aws.stacks.all()).filter((stack) => stack.name.startsWith(prefix));
};

const apisOf = async ({ aws }: RemovalDeps, stacks: readonly Stack[]): Promise<string[]> => {
  const resources = await Promise.all(stacks.map(({ name }) => aws.stacks.resources(name)));
  return resources
    .flat()
    .flatMap(({ type, physicalId }) =>
      type === 'AWS::ApiGateway::RestApi' && physicalId ? [physicalId] : [],
    );
};

/** Prints what will be removed, and returns how much it is. What a stack has goes with the stack, and is listed nevertheless. */
const tellAll = async (
  stacks: readonly Stack[],
  kinds: readonly Kind[],
  say: (line: string) => void,
): Promise<number> => {
  let sum = stacks.length;
  if (stacks.length > 0) {
    say(`stacks (${stacks.length}), with everything in them`);
    for (const { name, status } of stacks) say(`  ${name}  ${status}`);
  }
  for (const { what, find } of kinds) {
    const found = await find();
    if (found.length === 0) continue;
    sum += found.length;
    say(`${what} (${found.length})`);
    for (const { name, holds } of found) say(`  ${name}${holds ? `  ${holds}` : ''}`);
  }
  return sum;
};

const removeAll = async (
  deps: RemovalDeps,
  stacks: readonly Stack[],
  leftovers: Leftovers,
  kinds: readonly Kind[],
): Promise<number> => {
  const { environment, state, say } = deps;
  const nameOf = namesOf(environment).stack;
  // Each is used by those before it. The others use the bus and tables of the data stack, and would write to a bucket while it is emptied.
  const last = [['network', 'domain'].map(nameOf), [nameOf('data')]];
  const stay: string[] = [];
  const removeStacks = async (some: readonly Stack[]) => {
    // They do not depend on each other, and CloudFormation takes minutes for each.
    const ends = await Promise.allSettled(some.map((stack) => removeStack(deps, stack)));
    for (const end of ends) if (end.status === 'rejected') stay.push(messageOf(end.reason));
  };
  await removeStacks(stacks.filter(({ name }) => !last.flat().includes(name)));
  for (const names of last) {
    if (stay.length > 0) break;
    if (names.includes(nameOf('data'))) await removeKind(leftovers.buckets, stay, say);
    await removeStacks(stacks.filter(({ name }) => names.includes(name)));
  }
  if (stay.length === 0) for (const kind of kinds) await removeKind(kind, stay, say);
  if (stay.length > 0) {
    for (const line of stay) say(`stays: ${line}`);
    say(
      `not everything is removed; mend what the lines above say, then repeat: npm run remove -- ${environment.name}`,
    );
    return 1;
  }
  state.clear();
  say(`${environment.name} is removed`);
  return 0;
};

const removeStack = async ({ aws, say }: RemovalDeps, { name, locked }: Stack): Promise<void> => {
  // Its environment keeps no data, so the lock is from an earlier time.
  if (locked) await aws.stacks.unlock(name);
  await aws.stacks.remove(name);
  say(`removed stack ${name}`);
};

const removeKind = async (kind: Kind, stay: string[], say: (line: string) => void): Promise<void> => {
  for (const { name, holds } of await kind.find()) {
    try {
      const note = await kind.remove(name);
      say(note ?? `removed from ${kind.what}: ${name}${holds ? ` (${holds})` : ''}`);
    } catch (error) {
      stay.push(`${name}: ${messageOf(error)}`);
    }
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
