import * as z from 'zod';

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
