import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { awsCalls } from '../platform/aws.ts';

/** What a partner may do. A deployment writes it; the functions that answer partners read it. */
export const partnerAccess = z.object({
  partner: z.string(),
  plants: z.array(z.string()),
  /** systems it may send for: the last segment of a CloudEvents `source` */
  systems: z.array(z.string()),
  /** `production.reported`, or `production.*` for every event about production */
  types: z.array(z.string()),
  /** events it may read: those it sent itself, or all events of its plants */
  reads: z.enum(['own', 'plant']).default('own'),
  /** names of the messages it receives; patterns like those of `types` */
  receives: z.array(z.string()).default([]),
  /** codes of the suppliers that this partner acts as */
  suppliers: z.array(z.string()).default([]),
});

export type PartnerAccess = z.infer<typeof partnerAccess>;

/** Finds a partner by its API key's id, or by `bus.<account>.<source>`; undefined when there is none. */
export type PartnerDirectory = (caller: string) => Promise<PartnerAccess | undefined>;

/** True when a pattern is this name, or is `<noun>.*` and the name starts with the noun. */
export const isNamedBy = (patterns: readonly string[], name: string): boolean =>
  patterns.some((pattern) =>
    pattern.endsWith('.*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name,
  );

export const maySendType = (access: Pick<PartnerAccess, 'types'>, name: string): boolean =>
  isNamedBy(access.types, name);

/** The part of a message that decides who receives it: its plant and name, and the partner or supplier it is about. */
export interface Receivable {
  plant: string;
  name: string;
  partner?: string;
  supplier?: string;
}

/** True when the partner may receive the message. Feed, webhooks and answers all use this one rule. */
export const mayReceive = (
  access: Pick<PartnerAccess, 'partner' | 'plants' | 'reads' | 'receives' | 'suppliers'>,
  message: Receivable,
): boolean =>
  access.plants.includes(message.plant) &&
  isNamedBy(access.receives, message.name) &&
  (access.reads === 'plant' ||
    message.partner === access.partner ||
    (message.supplier !== undefined && access.suppliers.includes(message.supplier)));

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
