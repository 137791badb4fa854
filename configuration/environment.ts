import * as z from 'zod';
import { contestedFolders, type Partner } from './partner.ts';
import { explain, type PlantProfile } from './plant.ts';

const positive = z.int().positive();

const environment = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9]{1,9}$/, 'must be a short lower-case word: it is part of every name'),
  /** absent: whichever account the deploying credentials belong to */
  account: z
    .string()
    .regex(/^\d{12}$/, 'must be an AWS account id of 12 digits')
    .optional(),
  region: z.string().default('eu-central-1'),
  /** plants whose lane is deployed */
  plants: z.array(z.string()).min(1),
  /** partners who get a key */
  partners: z.array(z.string()),
  odoo: z.strictObject({
    /** HTTP workers of this Odoo that the gateway may keep busy; what each plant may ask at once must fit in */
    workers: positive,
    /** longer than Odoo's own worst case: it sleeps 2 to 30 s between retries of a transaction it cannot serialize */
    timeoutMs: positive.default(60_000),
  }),
  post: z
    .strictObject({
      timeoutSeconds: positive,
      /**
       * AWS suggests six times the function's timeout, so that throttled invocations may be retried without a
       * second delivery. Here a second delivery is harmless (claim on the ledger, receipt in Odoo), while a crashed
       * worker stalls its streams for the whole of it; so twice.
       */
      visibilitySeconds: positive,
    })
    .default({ timeoutSeconds: 80, visibilitySeconds: 160 }),
  /** how long a dropped file may take, when its next try comes, and how long it is kept */
  drop: z
    .strictObject({ timeoutSeconds: positive.max(900), visibilitySeconds: positive, keepDays: positive })
    .default({ timeoutSeconds: 600, visibilitySeconds: 660, keepDays: 90 }),
  /** requests a second over all partners, and how many at once */
  throttle: z.strictObject({ rate: positive, burst: positive }).default({ rate: 200, burst: 400 }),
  /** days that what plants are told can be read again: longer than any of them is ever away */
  feedKeepDays: positive.max(3650).default(90),
  logRetentionDays: z.union([z.literal(7), z.literal(30), z.literal(90), z.literal(365)]).default(30),
  /** data outlives its stack, and neither stack nor table can be deleted by accident */
  keepData: z.boolean(),
  pointInTimeRecovery: z.boolean().default(true),
  /** for so long nobody, whoever they are, can remove an entry of the audit; absent: without such a lock */
  auditRetentionYears: positive.max(30).optional(),
  onCallEmail: z.email().optional(),
  /** where the runbook can be read; alarms link into it */
  runbook: z.string().default('docs/runbook.md'),
  /** where partners with a webhook have it instead, on the machine where everything runs */
  webhookUrl: z.url({ protocol: /^https?$/ }).optional(),
});

type Given = z.output<typeof environment>;

/** Every plant and partner there is; an environment names some of them. */
export interface KnownOwners {
  plants: Readonly<Record<string, PlantProfile>>;
  partners: Readonly<Record<string, Partner>>;
}

const unknown = (names: string[], known: object): string[] => names.filter((name) => !(name in known));

const consistentWith = ({ plants, partners }: KnownOwners) =>
  environment.superRefine((given, context) => {
    const fail = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    for (const id of unknown(given.plants, plants)) fail(['plants'], `there is no plant profile "${id}"`);
    for (const id of unknown(given.partners, partners)) fail(['partners'], `there is no partner "${id}"`);
    for (const id of given.partners) {
      const partner = partners[id];
      if (partner && !partner.plants.some((plant) => given.plants.includes(plant))) {
        fail(['partners'], `"${id}" speaks for ${partner.plants.join(', ')}, none of which is deployed here`);
      }
    }
    for (const partner of given.partners.flatMap((id) => partners[id] ?? [])) {
      for (const plant of partner.plants.flatMap((id) => plants[id] ?? [])) {
        const strange = partner.systems.filter((system) => !plant.systems.includes(system));
        if (strange.length > 0) {
          fail(
            ['partners'],
            `"${partner.id}" speaks for system ${strange.join(', ')}, which ${plant.id} does not have`,
          );
        }
      }
    }
    for (const { folder, partners: contesting } of contestedFolders(
      given.partners.flatMap((id) => partners[id] ?? []),
    ))
      fail(
        ['partners'],
        `${contesting.join(' and ')} drop files into one folder, ${folder}: whose are they?`,
      );
    if (given.webhookUrl && given.name !== 'local')
      fail(['webhookUrl'], 'is for the environment local: elsewhere partners say where their webhooks are');
    const { calls, sum } = concurrencyOf(given, plants);
    if (calls > given.odoo.workers) {
      fail(
        ['odoo', 'workers'],
        `the plants may make ${calls} calls at once (${sum}: a lane's own, a look and a nightly job each) but Odoo has ${given.odoo.workers} workers for them; ` +
          'lower maximumConcurrency in the plant profiles or give Odoo more workers',
      );
    }
    if (given.post.timeoutSeconds * 1000 < given.odoo.timeoutMs + 5_000) {
      fail(['post', 'timeoutSeconds'], 'must leave 5 s beside the Odoo timeout to record what Odoo answered');
    }
    if (given.post.visibilitySeconds < given.post.timeoutSeconds) {
      fail(['post', 'visibilitySeconds'], 'must not be shorter than the function timeout: Lambda refuses it');
    }
    if (given.drop.visibilitySeconds < given.drop.timeoutSeconds) {
      fail(['drop', 'visibilitySeconds'], 'must not be shorter than the function timeout: Lambda refuses it');
    }
  });

/** Beside its lane, a plant is looked at every minute, and has a job under way at night. */
const besidePlantQueue = 2;

const concurrencyOf = (given: Given, plants: KnownOwners['plants']): { calls: number; sum: string } => {
  const all = given.plants.flatMap((id) => plants[id] ?? []);
  const callsOf = (plant: (typeof all)[number]) => plant.maximumConcurrency + besidePlantQueue;
  return {
    calls: all.reduce((total, plant) => total + callsOf(plant), 0),
    sum: all.map((plant) => `${plant.id} ${callsOf(plant)}`).join(' + '),
  };
};

/** One deployment of the gateway. */
export type Environment = Readonly<Given>;

/** Validates an environment at load. Throws a line per fault, with the field and the rule. */
export const defineEnvironment = (given: z.input<typeof environment>, known: KnownOwners): Environment => {
  const parsed = consistentWith(known).safeParse(given);
  if (parsed.success) return Object.freeze(parsed.data);
  throw new Error(explain(`Environment "${given.name}"`, parsed.error));
};

/** Where a partner has its messages pushed to in an environment; undefined where it has not. */
export const webhookUrlOf = (
  { webhook }: Pick<Partner, 'webhook'>,
  { name, webhookUrl }: Pick<Environment, 'name' | 'webhookUrl'>,
): string | undefined => webhook && (webhookUrl ?? webhook.urls[name]);
