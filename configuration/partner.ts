import * as z from 'zod';
import { gatewaySystem } from '../events/envelope.ts';
import { explain } from './plant.ts';

/** Only where partner and gateway are on one machine may a message travel unencrypted. */
const isLoopback = ({ protocol, hostname }: URL): boolean =>
  protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);

const url = z.url().refine((text) => URL.canParse(text) && isFit(new URL(text)), {
  message: 'must be https://, or http:// on this machine, without a user, a password or a fragment',
});

const isFit = (given: URL): boolean =>
  (given.protocol === 'https:' || isLoopback(given)) && !given.username && !given.password && !given.hash;

/** Where a partner wants its messages pushed to. */
export const webhook = z.strictObject({
  /**
   * Address by the name of the environment: what a trial environment tells must not reach what books in earnest.
   * An environment that is not named pushes nothing.
   */
  urls: z.record(z.string(), url),
  /** plants whose messages are pushed; absent: all that are the partner's */
  plants: z.array(z.string()).min(1).optional(),
});

/** Environments whose address is on the machine itself; only the one that runs there may have such. */
export const loopbackEnvironments = ({ urls }: Pick<z.output<typeof webhook>, 'urls'>): string[] =>
  Object.keys(urls).filter((environment) => isLoopback(new URL(urls[environment] ?? '')));

const slug = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be lower case letters, digits and hyphens');

/** Under this name the gateway records its own events and speaks for itself. */
const ofOthers = slug.refine((name) => name !== gatewaySystem, {
  message: `must not be "${gatewaySystem}": the gateway speaks for itself under this name`,
});

const named = (like: string) =>
  z.array(z.string().regex(/^[a-z][a-z-]*\.([a-z][a-z-]*|\*)$/, `must look like ${like}`));

const fields = z.strictObject({
  id: ofOthers,
  /** plants this partner may speak for */
  plants: z.array(slug).min(1),
  /** systems it speaks for: last segment of a CloudEvents `source` */
  systems: z.array(ofOthers).min(1),
  /** event types without prefix and version; `production.*` means every event about production */
  types: named('production.reported or production.*').min(1),
  /** what it may ask about: events it sent itself; or, for a plant's own MES, every event of its plants */
  reads: z.enum(['own', 'plant']).default('own'),
  /** messages the gateway tells it, by their names; of these all, or its own only, as `reads` says */
  receives: named('production-order.released or production-order.*').default([]),
  /** codes of the suppliers that it is: what concerns them is its own */
  suppliers: z.array(z.string().min(1).max(64)).default([]),
  /** has what it receives pushed */
  webhook: webhook.optional(),
  /** requests a second in the long run, and how many at once */
  throttle: z.strictObject({ rate: z.number().positive(), burst: z.int().positive() }),
  quota: z.strictObject({ limit: z.int().positive(), period: z.enum(['DAY', 'WEEK', 'MONTH']) }),
  /** may also drop files, into a folder for each of its plants and systems */
  drop: z.boolean().default(false),
  /** may also put events on the gateway's bus */
  bus: z
    .strictObject({
      /** AWS account that puts the events; absent: the gateway's own */
      account: z
        .string()
        .regex(/^\d{12}$/, 'must be an AWS account id of 12 digits')
        .optional(),
      /** EventBridge `source`; the prefix keeps partners' events apart from the gateway's own */
      source: z.string().regex(/^partner\.[a-z0-9-]{1,31}$/, 'must look like partner.lyon-mes'),
    })
    .optional(),
});

const partner = fields.superRefine(({ plants, receives, webhook }, context) => {
  const fail = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
  if (!webhook) return;
  if (receives.length === 0) fail(['webhook'], 'must have something to push: name it in receives');
  for (const plant of webhook.plants ?? [])
    if (!plants.includes(plant)) fail(['webhook', 'plants'], `names ${plant}, which is none of its plants`);
  for (const environment of loopbackEnvironments(webhook))
    if (environment !== 'local')
      fail(
        ['webhook', 'urls', environment],
        'must be https://: only the environment local is on this machine',
      );
});

/** Who may call the gateway, for which plants, with which events, and what it is told. */
export type Partner = Readonly<z.output<typeof partner>>;

/** Plant and system of each folder the partner drops files into. */
export const foldersOf = ({
  plants,
  systems,
  drop,
}: Pick<Partner, 'plants' | 'systems' | 'drop'>): { plant: string; system: string }[] =>
  drop ? plants.flatMap((plant) => systems.map((system) => ({ plant, system }))) : [];

/** Folders that several partners would drop files into: nobody could say who speaks. */
export const contestedFolders = (
  partners: readonly Pick<Partner, 'id' | 'plants' | 'systems' | 'drop'>[],
): { folder: string; partners: string[] }[] =>
  [
    ...Map.groupBy(
      partners.flatMap((one) =>
        foldersOf(one).map(({ plant, system }) => ({ folder: `${plant}/${system}`, id: one.id })),
      ),
      ({ folder }) => folder,
    ),
  ]
    .map(([folder, droppers]) => ({ folder, partners: droppers.map(({ id }) => id) }))
    .filter(({ partners: droppers }) => droppers.length > 1);

export const definePartner = (given: z.input<typeof partner>): Partner => {
  const parsed = partner.safeParse(given);
  if (parsed.success) return Object.freeze(parsed.data);
  throw new Error(explain(`Partner "${given.id}"`, parsed.error));
};
