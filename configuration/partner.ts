import * as z from 'zod';
import { gatewaySystem } from '../events/envelope.ts';
import { validated } from './explain.ts';

/** True for an unencrypted address on this machine. Everywhere else a message must be encrypted. */
const isLoopback = ({ protocol, hostname }: URL): boolean =>
  protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);

const addressRule =
  'must be an https:// address, such as https://partner.your-company.com/hook, or http:// on this machine, without a user, a password or a fragment';
const url = z
  .string()
  .refine((text) => URL.canParse(text) && isAllowed(new URL(text)), { message: addressRule });

const isAllowed = (given: URL): boolean =>
  (given.protocol === 'https:' || isLoopback(given)) && !given.username && !given.password && !given.hash;

/** Where a partner's messages are pushed to. */
export const webhook = z.strictObject({
  /**
   * Address by the name of the environment: messages of a test environment must not reach a productive system. An
   * environment without an address pushes nothing.
   */
  urls: z.record(z.string(), url),
  /** plants whose messages are pushed; absent: all plants of the partner */
  plants: z.array(z.string()).min(1).optional(),
});

/** Environments whose address is on this machine. Only the environment `local` may have one. */
export const loopbackEnvironments = ({ urls }: Pick<z.output<typeof webhook>, 'urls'>): string[] =>
  Object.keys(urls).filter((environment) => {
    const address = URL.parse(urls[environment] ?? '');
    return address !== null && isLoopback(address);
  });

const slug = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be lower case letters, digits and hyphens');

/** A name other than the gateway's own, under which it records its own events. */
const foreignName = slug.refine((name) => name !== gatewaySystem, {
  message: `must not be "${gatewaySystem}": the gateway speaks for itself under this name`,
});

const named = (like: string) =>
  z.array(z.string().regex(/^[a-z][a-z-]*\.([a-z][a-z-]*|\*)$/, `must look like ${like}`));

const fields = z.strictObject({
  id: foreignName,
  /** plants that this partner may send events for */
  plants: z.array(slug).min(1),
  /** systems that it may send events for: last segment of a CloudEvents `source` */
  systems: z.array(foreignName).min(1),
  /** event types without prefix and version; `production.*` means every event about production */
  types: named('production.reported or production.*').min(1),
  /** events that it may read: its own; or, for a plant's own MES, every event of its plants */
  reads: z.enum(['own', 'plant']).default('own'),
  /** names of the messages that it gets: all of its plants, or its own only, as in `reads` */
  receives: named('production-order.released or production-order.*').default([]),
  /** supplier codes of this partner: messages about them are its own */
  suppliers: z.array(z.string().min(1).max(64)).default([]),
  /** pushes what it receives; absent: it polls the feed */
  webhook: webhook.optional(),
  /** requests per second in the long run, and the burst */
  throttle: z.strictObject({ rate: z.number().positive(), burst: z.int().positive() }),
  quota: z.strictObject({ limit: z.int().positive(), period: z.enum(['DAY', 'WEEK', 'MONTH']) }),
  /** true: it may also drop files, into one folder for each of its plants and systems */
  drop: z.boolean().default(false),
  /** it may also put events on the gateway's bus */
  bus: z
    .strictObject({
      /** AWS account that sends the events; absent: the gateway's own */
      account: z
        .string()
        .regex(/^\d{12}$/, 'must be an AWS account id of 12 digits')
        .optional(),
      /** EventBridge `source`; the prefix separates partners' events from the gateway's own */
      source: z.string().regex(/^partner\.[a-z0-9-]{1,31}$/, 'must look like partner.lyon-mes'),
    })
    .optional(),
});

export const partnerSchema = fields.superRefine(({ plants, receives, webhook }, context) => {
  const fail = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
  if (!webhook) return;
  if (receives.length === 0)
    fail(
      ['webhook'],
      'must have something to push: name messages in receives, such as production-order.*, or remove the webhook',
    );
  for (const plant of webhook.plants ?? [])
    if (!plants.includes(plant))
      fail(['webhook', 'plants'], `names ${plant}, which is none of its plants (${plants.join(', ')})`);
  for (const environment of loopbackEnvironments(webhook))
    if (environment !== 'local')
      fail(
        ['webhook', 'urls', environment],
        'must be https://: only the environment local is on this machine',
      );
});

/** A caller of the gateway: its plants, systems, event types and messages. */
export type Partner = Readonly<z.output<typeof partnerSchema>>;

/** Plant and system of each folder into which the partner drops files. */
export const foldersOf = ({
  plants,
  systems,
  drop,
}: Pick<Partner, 'plants' | 'systems' | 'drop'>): { plant: string; system: string }[] =>
  drop ? plants.flatMap((plant) => systems.map((system) => ({ plant, system }))) : [];

/** Folders of several partners. They are refused, because the sender of a file would be unknown. */
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

/** Validates a partner when it is loaded. Throws an error with one line per mistake. */
export const definePartner = (given: z.input<typeof partnerSchema>): Partner =>
  validated({ kind: 'Partner', named: given?.id }, partnerSchema, given);
