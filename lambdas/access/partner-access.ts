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

/** What decides who is told a message: its plant and name, and the partner or supplier it is about. */
export interface Receivable {
  plant: string;
  name: string;
  partner?: string;
  supplier?: string;
}

/** Whether a partner is told a message: by its feed, its webhook or an answer, and by nothing else. */
export const mayReceive = (
  access: Pick<PartnerAccess, 'partner' | 'plants' | 'reads' | 'receives' | 'suppliers'>,
  message: Receivable,
): boolean =>
  access.plants.includes(message.plant) &&
  isNamedBy(access.receives, message.name) &&
  (access.reads === 'plant' ||
    message.partner === access.partner ||
    (message.supplier !== undefined && access.suppliers.includes(message.supplier)));
