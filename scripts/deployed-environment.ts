import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Environment } from '../configuration/environment.ts';
import { environments } from '../environments/index.ts';

/** An environment that can be deployed. Throws, with the list of them, for any other name. */
export const deployedEnvironment = (
  name: string,
  all: readonly Environment[] = environments,
): Environment => {
  const deployed = all.filter((each) => each.name !== 'local');
  const found = deployed.find((each) => each.name === name);
  if (found) return found;
  const there = deployed.map((each) => each.name).join(', ');
  throw new Error(`there is no environment ${name}; environments/ has ${there}`);
};

/** Throws when the environment is pinned to another account than the one of the credentials. */
export const demandItsAccount = async (
  { name, account, region }: Pick<Environment, 'name' | 'account' | 'region'>,
  client = new STSClient({ region }),
): Promise<void> => {
  if (account === undefined) return;
  const { Account } = await client.send(new GetCallerIdentityCommand());
  if (Account !== account)
    throw new Error(`the credentials are of account ${Account}, but environment ${name} is in ${account}`);
};
