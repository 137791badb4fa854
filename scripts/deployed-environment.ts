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

/** Whose the credentials of the shell are. */
export interface Caller {
  /** 12 digits */
  account: string;
  arn: string;
}

/** Asks AWS, in a region, whose the credentials of the shell are. Throws when there are none that are valid. */
export const callerIn = async (region: string): Promise<Caller> => {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const { Account = '', Arn = 'unknown' } = await new STSClient({ region }).send(
    new GetCallerIdentityCommand(),
  );
  return { account: Account, arn: Arn };
};

/** Throws when the environment is pinned to another account than the one of the credentials. */
export const demandItsAccount = async (
  { name, account, region }: Pick<Environment, 'name' | 'account' | 'region'>,
  caller = () => callerIn(region),
): Promise<void> => {
  if (account === undefined) return;
  const { account: actual } = await caller();
  if (actual !== account)
    throw new Error(`the credentials are of account ${actual}, but environment ${name} is in ${account}`);
};
