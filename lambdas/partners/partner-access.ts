import * as z from 'zod';

/** What a partner may do; written at deployment, read by the functions that answer partners. */
export const partnerAccess = z.object({
  partner: z.string(),
  plants: z.array(z.string()),
  /** systems it may speak for: last segment of a CloudEvents `source` */
  systems: z.array(z.string()),
  /** `production.reported`, or `production.*` for every event about production */
  types: z.array(z.string()),
  /** what it may ask about: events it sent itself, or every event of its plants */
  reads: z.enum(['own', 'plant']).default('own'),
  /** names of messages it is told, patterns like those of `types` */
  receives: z.array(z.string()).default([]),
  /** codes of the suppliers that it is */
  suppliers: z.array(z.string()).default([]),
});

export type PartnerAccess = z.infer<typeof partnerAccess>;

/** Finds a partner by its API key's id, or by `bus.<account>.<source>`; undefined when there is none. */
export type PartnerDirectory = (caller: string) => Promise<PartnerAccess | undefined>;

/** Whether a name is one of those, or about one of the nouns, that patterns like `production.*` say. */
export const isNamedBy = (patterns: readonly string[], name: string): boolean =>
  patterns.some((pattern) =>
    pattern.endsWith('.*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name,
  );

export const maySendType = (access: Pick<PartnerAccess, 'types'>, name: string): boolean =>
  isNamedBy(access.types, name);
