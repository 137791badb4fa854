import * as z from 'zod';
import { domain, domainFaults } from './domain.ts';
import { validated } from './explain.ts';
import { network } from './network.ts';
import { costs, missingForPurpose, onCall, purposes } from './on-call.ts';
import { contestedFolders, type Partner } from './partner.ts';
import type { PlantProfile } from './plant.ts';

const positive = z.int().positive();

export const environmentSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9]{1,9}$/, 'must be a short lower-case word: it is part of every name'),
  /** what depends on it; decides what must be written here. Absent: the strictest */
  purpose: z.enum(purposes).default('production'),
  /** absent, in development only: the account of the deploying credentials */
  account: z
    .string()
    .regex(/^\d{12}$/, 'must be an AWS account id of 12 digits')
    .optional(),
  region: z
    .string()
    .regex(/^[a-z]{2,4}(-[a-z]+)+-\d$/, 'must be an AWS region, such as eu-central-1')
    .default('eu-central-1'),
  /** plants whose queue is deployed */
  plants: z.array(z.string()).min(1),
  /** partners that get a key */
  partners: z.array(z.string()),
  odoo: z.strictObject({
    /** HTTP workers of this Odoo that the gateway may use; the concurrent calls of all plants must fit */
    workers: positive,
    /** longer than Odoo's worst case: it sleeps 2 to 30 s between retries of a transaction that it cannot serialize */
    timeoutMs: positive.default(60_000),
  }),
  post: z
    .strictObject({
      timeoutSeconds: positive,
      /**
       * AWS recommends six times the function's timeout, so that throttled invocations are retried without a second
       * delivery. Here a second delivery is harmless (claim in the event store, idempotency record in Odoo), but a crashed
       * worker blocks its ordering keys for the whole time. So it is twice the timeout.
       */
      visibilitySeconds: positive,
    })
    .default({ timeoutSeconds: 80, visibilitySeconds: 160 }),
  /** file ingest: time limit for one file, time until the next try, and how long files are kept */
  drop: z
    .strictObject({ timeoutSeconds: positive.max(900), visibilitySeconds: positive, keepDays: positive })
    .default({ timeoutSeconds: 600, visibilitySeconds: 660, keepDays: 90 }),
  /** requests per second of all partners, and the burst */
  throttle: z.strictObject({ rate: positive, burst: positive }).default({ rate: 200, burst: 400 }),
  /** days that messages stay in the feeds: longer than any consumer is ever offline */
  feedKeepDays: positive.max(3650).default(90),
  logRetentionDays: z.literal([7, 30, 90, 365]).default(30),
  /** true: data outlives its stack, and neither stack nor table can be deleted by accident */
  keepData: z.boolean(),
  pointInTimeRecovery: z.boolean().default(true),
  /** years in which nobody can remove an audit entry, not even an administrator; absent: no such lock */
  auditRetentionYears: positive.max(30).optional(),
  /** whom alarms page, and who gets tickets */
  onCall: onCall.optional(),
  /** address of the runbook; alarms link to its sections, so it must open from a mail */
  runbook: z
    .url({
      protocol: /^https$/,
      error: 'must be an https address that opens from a mail, such as https://wiki.your-company.com/runbook',
    })
    .optional(),
  costs: costs.optional(),
  /** the VPC of the functions that call Odoo; absent: they call it over the internet, from addresses that change */
  network: network.optional(),
  /** own domain of the API; absent: the address that AWS gives, which a rebuilt API changes */
  domain: domain.optional(),
  /** only for `local`: address that replaces the webhook addresses of all partners */
  webhookUrl: z
    .url({
      protocol: /^https?$/,
      error: 'must be an http or https address, such as http://127.0.0.1:9000/hook',
    })
    .optional(),
});

type EnvironmentData = z.output<typeof environmentSchema>;

/** One deployment of the gateway. */
export type Environment = Readonly<EnvironmentData>;

/** All plants and partners. An environment names some of them. */
export interface KnownOwners {
  plants: Readonly<Record<string, PlantProfile>>;
  partners: Readonly<Record<string, Partner>>;
}

/** Validates an environment when it is loaded. Throws an error with one line per mistake: field, rule and remedy. */
export const defineEnvironment = (
  given: z.input<typeof environmentSchema>,
  known: KnownOwners,
): Environment => validated({ kind: 'Environment', named: given?.name }, consistentWith(known, given), given);

const consistentWith = ({ plants, partners }: KnownOwners, written: z.input<typeof environmentSchema>) =>
  environmentSchema.superRefine((given, context) => {
    const fail = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    // A default region is nobody's decision, so the fields are checked as written.
    for (const { field, message } of missingForPurpose({ ...written, purpose: given.purpose }))
      fail([field], message);
    for (const id of unknown(given.plants, plants))
      fail(
        ['plants'],
        `there is no plant profile "${id}"; write plants/${id}.ts (npm run new:plant), or remove it from the list`,
      );
    for (const id of unknown(given.partners, partners))
      fail(
        ['partners'],
        `there is no partner "${id}"; write partners/${id}.ts and run npm run generate, or remove it from the list`,
      );
    for (const id of given.partners) {
      const partner = partners[id];
      if (partner && !partner.plants.some((plant) => given.plants.includes(plant))) {
        fail(
          ['partners'],
          `"${id}" speaks for ${partner.plants.join(', ')}, none of which is deployed here; add one to plants, or remove the partner`,
        );
      }
    }
    for (const partner of given.partners.flatMap((id) => partners[id] ?? [])) {
      for (const plant of partner.plants.flatMap((id) => plants[id] ?? [])) {
        const unknownSystems = partner.systems.filter((system) => !plant.systems.includes(system));
        if (unknownSystems.length > 0) {
          fail(
            ['partners'],
            `"${partner.id}" speaks for system ${unknownSystems.join(', ')}, which ${plant.id} does not have; correct systems of the partner or of the plant`,
          );
        }
      }
    }
    for (const { folder, partners: contesting } of contestedFolders(
      given.partners.flatMap((id) => partners[id] ?? []),
    ))
      fail(
        ['partners'],
        `${contesting.join(' and ')} drop files into one folder, ${folder}: whose are they? Give each its own system, or remove drop from all but one`,
      );
    if (given.webhookUrl && given.name !== 'local')
      fail(
        ['webhookUrl'],
        'is for the environment local: elsewhere partners say where their webhooks are; remove it',
      );
    for (const option of ['network', 'domain'] as const)
      if (given[option] && given.name === 'local')
        fail([option], 'is for environments in AWS: the run on one machine has neither; remove it');
    for (const [field, fault] of given.domain ? domainFaults(given.domain, given.region) : [])
      fail(['domain', field], fault);
    const deployed = given.plants.flatMap((id) => plants[id] ?? []);
    const nameless = deployed.filter(({ company }) => company === undefined).map(({ id }) => id);
    const named = deployed.find(({ company }) => company !== undefined);
    // A verdict is its company's: the gateway must know which plants have the same.
    if (named && nameless.length > 0)
      fail(
        ['plants'],
        `"${named.id}" names its company in Odoo (${named.company}), and ${nameless.join(', ')} none; write company in each profile, or in none when all are of one company`,
      );
    for (const [index, { id, warehouse, company, quality }] of deployed.entries()) {
      const other = deployed
        .slice(0, index)
        .find((each) => each.warehouse === warehouse && each.company === company && each.quality);
      if (quality && other?.quality && other.quality.hold !== quality.hold)
        fail(
          ['plants'],
          `"${other.id}" and "${id}" are one warehouse (${warehouse}) with two hold places, ${other.quality.hold} and ${quality.hold}; write the same quality.hold in both profiles`,
        );
    }
    const { calls, sum } = concurrencyOf(given, plants);
    if (calls > given.odoo.workers) {
      fail(
        ['odoo', 'workers'],
        `the plants may make ${calls} calls at once (${sum}: its queue, a poll and a nightly job each) but Odoo has ${given.odoo.workers} workers for them; ` +
          'lower maximumConcurrency in the plant profiles or give Odoo more workers',
      );
    }
    if (given.post.timeoutSeconds * 1000 < given.odoo.timeoutMs + 5_000) {
      fail(
        ['post', 'timeoutSeconds'],
        `must leave 5 s beside the Odoo timeout to record what Odoo answered; write ${Math.ceil(given.odoo.timeoutMs / 1000) + 5} or more`,
      );
    }
    if (given.post.visibilitySeconds < given.post.timeoutSeconds) {
      fail(
        ['post', 'visibilitySeconds'],
        `must not be shorter than the function timeout: Lambda refuses it; write ${given.post.timeoutSeconds} or more`,
      );
    }
    if (given.drop.visibilitySeconds < given.drop.timeoutSeconds) {
      fail(
        ['drop', 'visibilitySeconds'],
        `must not be shorter than the function timeout: Lambda refuses it; write ${given.drop.timeoutSeconds} or more`,
      );
    }
  });

const unknown = (names: string[], known: object): string[] => names.filter((name) => !(name in known));

/** Calls of a plant beside its queue's: a poll every minute, and a job at night. */
const otherCalls = 2;

const concurrencyOf = (
  given: EnvironmentData,
  plants: KnownOwners['plants'],
): { calls: number; sum: string } => {
  const all = given.plants.flatMap((id) => plants[id] ?? []);
  const callsOf = (plant: (typeof all)[number]) => plant.maximumConcurrency + otherCalls;
  return {
    calls: all.reduce((total, plant) => total + callsOf(plant), 0),
    sum: all.map((plant) => `${plant.id} ${callsOf(plant)}`).join(' + '),
  };
};

/** Address of a partner's webhook in an environment. Undefined when it has none. */
export const webhookUrlOf = (
  { webhook }: Pick<Partner, 'webhook'>,
  { name, webhookUrl }: Pick<Environment, 'name' | 'webhookUrl'>,
): string | undefined => webhook && (webhookUrl ?? webhook.urls[name]);
