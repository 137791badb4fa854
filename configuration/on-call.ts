import * as z from 'zod';

/**
 * Who is notified of an alarm: an e-mail address, an HTTPS endpoint of PagerDuty, Opsgenie and the like, or a chat. The path of
 * an HTTPS endpoint contains its integration key. So the configuration has only the name of a secret in Secrets Manager whose
 * whole text is the address. `chat` makes no subscription: it says that a channel configuration of Amazon Q Developer in chat
 * applications subscribes to the topic, because a person has set it up in the console.
 */
const receiver = z.union(
  [
    z.strictObject({ email: z.email('must be an e-mail address, such as on-call@your-company.com') }),
    z.strictObject({
      httpsSecret: z
        .string()
        .regex(
          /^[\w/+=.@-]{1,512}$/,
          'must be the name of a secret in Secrets Manager, not the address itself',
        ),
    }),
    z.strictObject({ chat: z.literal(true) }),
  ],
  {
    error:
      'must be one of { email }, { httpsSecret } and { chat: true }: the address of an HTTPS endpoint contains a key, so it belongs in a secret',
  },
);

export type Receiver = Readonly<z.output<typeof receiver>>;

export const onCall = z.strictObject({
  /** woken at night */
  page: z.array(receiver).min(1, 'must name at least one receiver'),
  /** read the next working day; absent: those of `page` */
  ticket: z.array(receiver).min(1, 'must name at least one receiver').optional(),
});

type OnCall = z.output<typeof onCall>;

/** Names of the secrets with addresses of receivers. A person makes them before the first deployment. */
export const onCallSecrets = ({ onCall: receivers }: { onCall?: OnCall | undefined }): string[] => [
  ...new Set(
    [...(receivers?.page ?? []), ...(receivers?.ticket ?? [])].flatMap((each) =>
      'httpsSecret' in each ? [each.httpsSecret] : [],
    ),
  ),
];

const monitors =
  'must be "by-service", "by-tag", or the ARN of a cost anomaly monitor, which `aws ce get-anomaly-monitors` shows';

/** What the environment may cost. */
export const costs = z.strictObject({
  /** in US dollars, the currency in which AWS keeps budgets */
  monthlyBudgetUsd: z.number().positive(),
  /**
   * The monitor that looks for unusual costs: `by-service` creates the one that AWS allows per account. `by-tag` creates one of
   * this environment alone, which AWS allows in an organization's management account only. An ARN names one that exists.
   */
  anomalies: z
    .string()
    .regex(/^(by-service|by-tag|arn:aws[a-z-]*:ce::\d{12}:anomalymonitor\/[\w-]+)$/, monitors),
  /** an anomaly below this amount is not reported */
  anomalyFromUsd: z.number().positive().default(20),
});

/**
 * What an environment is for. `development`: nobody is paged, and any account may hold it. `test` and `production`: partners
 * or plants depend on it, so account and region are pinned and somebody is paged. The name decides nothing: a production
 * environment may be called `live`.
 */
export const purposes = ['development', 'test', 'production'] as const;
export type Purpose = (typeof purposes)[number];

interface Watched {
  purpose: Purpose;
  account?: string | undefined;
  region?: string | undefined;
  onCall?: unknown;
  runbook?: string | undefined;
  costs?: unknown;
}

const remedies = {
  account: "write the AWS account id of 12 digits, so that no other account's credentials can deploy it",
  region:
    "write the AWS region, e.g. region: 'eu-central-1'; nobody should have to guess where the data lies",
  onCall:
    "write whom its alarms page, e.g. onCall: { page: [{ email: 'on-call@your-company.com' }] } (docs/on-call.md)",
  runbook: 'write the https address of the runbook, which alarms link to (docs/on-call.md)',
  costs:
    "write what it may cost, e.g. costs: { monthlyBudgetUsd: 200, anomalies: 'by-service' } (docs/on-call.md)",
} as const;

/** What an environment lacks that its purpose requires: field and rule with remedy. `written`: without defaults. */
export const missingForPurpose = (written: Watched): { field: string; message: string }[] => {
  const { purpose } = written;
  const pages = purpose !== 'development';
  return (Object.keys(remedies) as (keyof typeof remedies)[])
    .filter((field) => written[field] === undefined)
    .filter((field) => pages || (field === 'runbook' && written.onCall !== undefined))
    .map((field) => ({
      field,
      message: `is required ${pages ? `for the purpose ${purpose}` : 'when somebody is on call'}: ${remedies[field]}`,
    }));
};

/** Ids that AWS's documentation uses in examples. */
const sampleAccounts: ReadonlySet<string> = new Set(['111122223333', '444455556666', '123456789012']);

/** Domains that RFC 2606 reserves for examples, and their subdomains. */
const exampleDomain = /(^|[@./])example(\.com|\.net|\.org)?(?=$|[/:])/;

interface MaybeSample {
  account?: string | undefined;
  runbook?: string | undefined;
  onCall?: OnCall | undefined;
}

/** Fields that still hold a sample's value, each as `field: value`. An environment with any must not be deployed. */
export const sampleValues = ({ account, runbook, onCall: receivers }: MaybeSample): string[] => [
  ...(account !== undefined && sampleAccounts.has(account) ? [`account: ${account}`] : []),
  ...(runbook !== undefined && exampleDomain.test(runbook) ? [`runbook: ${runbook}`] : []),
  ...(['page', 'ticket'] as const).flatMap((severity) =>
    (receivers?.[severity] ?? []).flatMap((each, index) =>
      'email' in each && exampleDomain.test(each.email)
        ? [`onCall.${severity}.${index}.email: ${each.email}`]
        : [],
    ),
  ),
];

/** Names of the plants in `plants/` of this repository, by id. An owner's plant with the same id has another name. */
const samplePlants: Readonly<Record<string, string>> = {
  gdansk: 'Gdańsk Electronics',
  lyon: 'Lyon Cosmetics',
  oslo: 'Oslo Dairy',
};

/** True when none of the plants is the owner's own. */
export const areSamplePlants = (plants: readonly { id: string; name: string }[]): boolean =>
  plants.length > 0 && plants.every(({ id, name }) => samplePlants[id] === name);
