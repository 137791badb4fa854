import {
  GetAliasCommand,
  LambdaClient,
  paginateListFunctions,
  paginateListVersionsByFunction,
  ResourceNotFoundException,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { atOnce } from '../../lambdas/platform/at-once.ts';
import { liveAlias } from '../../lib/names.ts';
import type { DeployedFunction, FunctionVersions } from './releases.ts';

/** Lambda allows 15 calls a second to its control API: the client waits and asks again. */
const patient = { maxAttempts: 10, retryMode: 'adaptive' };

export const lambdaVersions = (
  region: string,
  client = new LambdaClient({ ...patient, region }),
): FunctionVersions => {
  const describe = async (name: string): Promise<DeployedFunction | undefined> => {
    const alias = await client
      .send(new GetAliasCommand({ FunctionName: name, Name: liveAlias }))
      .catch((error: unknown) => {
        if (error instanceof ResourceNotFoundException) return undefined;
        throw error;
      });
    if (!alias?.FunctionVersion) return undefined;
    const versions = [];
    for await (const { Versions = [] } of paginateListVersionsByFunction({ client }, { FunctionName: name }))
      for (const { Version = '', Description, LastModified = '' } of Versions)
        if (Version !== '$LATEST')
          versions.push({ version: Version, release: Description || undefined, publishedAt: LastModified });
    return { name, live: alias.FunctionVersion, versions };
  };
  return {
    async functions(environment) {
      const names: string[] = [];
      for await (const { Functions = [] } of paginateListFunctions({ client }, {}))
        for (const { FunctionName = '' } of Functions)
          if (FunctionName.startsWith(`opg-${environment}-`)) names.push(FunctionName);
      const described = await atOnce(names.sort(), describe);
      return described.filter((each) => each !== undefined);
    },
    async moveLive(name, version) {
      await client.send(
        new UpdateAliasCommand({ FunctionName: name, Name: liveAlias, FunctionVersion: version }),
      );
    },
  };
};
