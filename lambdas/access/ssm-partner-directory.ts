import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { awsCalls } from '../platform/aws.ts';
import { type PartnerDirectory, partnerAccess } from './partner-access.ts';

/** A revoked partner loses its rights after this time at the latest. Its API key stops working at once. */
const cacheMs = 60_000;

/** Reads partners from the SSM parameters `<path><caller>` and caches each for a minute. Throws when SSM fails. */
export const ssmPartnerDirectory = (path: string, client = new SSMClient(awsCalls)): PartnerDirectory => {
  const cache = new Map<string, { until: number; found: Awaited<ReturnType<PartnerDirectory>> }>();
  return async (caller) => {
    const known = cache.get(caller);
    if (known && known.until > Date.now()) return known.found;
    const found = await read(client, `${path}${caller}`);
    cache.set(caller, { until: Date.now() + cacheMs, found });
    return found;
  };
};

const read = async (client: SSMClient, name: string): ReturnType<PartnerDirectory> => {
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: name }));
    return partnerAccess.parse(JSON.parse(Parameter?.Value ?? '{}'));
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw error;
  }
};
