/** What the commands of deployment use of AWS. `clients.ts` is the AWS SDK behind them; tests have an account in memory. */

export interface Identity {
  /** 12 digits */
  account: string;
  arn: string;
}

export interface Stack {
  name: string;
  /** CloudFormation's, such as `CREATE_COMPLETE` */
  status: string;
  /** termination protection */
  locked: boolean;
  parameters: Readonly<Record<string, string>>;
  outputs: Readonly<Record<string, string>>;
}

export interface StackResource {
  logicalId: string;
  type: string;
  /** name or id that AWS gave it; empty while it has none */
  physicalId: string;
}

export interface Stacks {
  /** All stacks of account and region that exist, in no order. */
  all(): Promise<Stack[]>;
  resources(stack: string): Promise<StackResource[]>;
  /** Waits until the stack is gone. Throws {@link StackStays} with the reasons when it cannot be deleted. */
  remove(stack: string): Promise<void>;
  /** Switches termination protection off. */
  unlock(stack: string): Promise<void>;
}

/** A stack could not be deleted; the message has a reason per resource. */
export class StackStays extends Error {}

/** Anything of an environment beside its stacks that may be left in an account. */
export interface Found {
  name: string;
  /** what is in it, such as `1204 objects` */
  holds?: string;
}

/** A kind of things, such as buckets, of one environment. */
export interface Kind {
  /** in the plural */
  what: string;
  find(): Promise<Found[]>;
  /** Removes it with all that is in it, for good. No error when it is gone already. Returns a note for the operator, if any. */
  remove(name: string): Promise<string | undefined>;
}

/** Things of one environment that stay, or may stay, when its stacks are deleted. */
export interface Leftovers {
  /** must be empty before the data stack can be deleted */
  buckets: Kind;
  /** everything else, in the order of removal */
  others: readonly Kind[];
  /** Log groups of an API, by its id: API Gateway may write to them again after they were deleted. */
  logsOfApi(apiId: string): Kind;
}

export interface Parameters {
  /** Undefined when there is no such parameter. */
  read(name: string): Promise<string | undefined>;
}

export interface Secrets {
  /** Undefined when there is no such secret. */
  read(name: string): Promise<string | undefined>;
  /** Without reading it. False also when it waits for its deletion. */
  exists(name: string): Promise<boolean>;
  write(name: string, text: string): Promise<void>;
}

export interface ApiKey {
  id: string;
  name: string;
}

export interface Keys {
  withPrefix(prefix: string): Promise<ApiKey[]>;
  /** The key itself. Never print it. */
  value(id: string): Promise<string>;
}

export interface Limits {
  /** concurrent executions of all Lambda functions of the account in the region */
  concurrency(): Promise<number>;
  /** Value of a quota whose name matches. Undefined when Service Quotas does not list it. */
  quota(service: string, name: RegExp): Promise<number | undefined>;
  /** How many there are in the account and region now. */
  inUse(what: 'tables' | 'api-keys' | 'usage-plans'): Promise<number>;
  /** ARN of the role by which API Gateway writes logs. Undefined when the account has none in this region. */
  apiLoggingRole(): Promise<string | undefined>;
}

export interface Queues {
  /** Messages in a queue, visible or not. Undefined when there is no such queue. */
  messages(name: string): Promise<number | undefined>;
  /** A plant's events in this event store that are accepted and not yet known to be in its queue. */
  outbox(eventStore: string, plant: string): Promise<number>;
}

export interface Functions {
  /** Invokes a function with JSON and returns its answer. Throws when it fails. */
  invoke(name: string, input: unknown): Promise<unknown>;
}

/** A certificate of AWS Certificate Manager. */
export interface Certificate {
  /** `ISSUED`, `PENDING_VALIDATION`, `EXPIRED` and others of the API */
  status: string;
  /** why it is `FAILED`, in AWS's words */
  failure?: string;
  /** all that it covers, some with a wildcard: `*.example.com` */
  names: readonly string[];
  /** absent until it is issued */
  ends?: Date;
  /** such as `RSA_2048` or `EC_prime256v1` */
  keyAlgorithm: string;
  /** made elsewhere: AWS does not renew it */
  imported: boolean;
}

export interface Certificates {
  /** Undefined when the account has no such certificate in the ARN's region. */
  read(arn: string): Promise<Certificate | undefined>;
}

/** A monitor of Cost Anomaly Detection. */
export interface CostMonitor {
  arn: string;
  name: string;
  /** what an AWS-managed monitor splits costs by, such as `SERVICE`. Absent: a monitor of chosen costs */
  dimension?: string;
}

export interface Costs {
  /** All monitors of the account. Each page of the answer costs $0.01 (AWS's price, 2026-11). */
  monitors(): Promise<CostMonitor[]>;
}

/** An AWS account, in one region. */
export interface Aws {
  region: string;
  whoAmI(): Promise<Identity>;
  stacks: Stacks;
  parameters: Parameters;
  secrets: Secrets;
  keys: Keys;
  limits: Limits;
  queues: Queues;
  functions: Functions;
  certificates: Certificates;
  costs: Costs;
  leftovers(environment: string, account: string): Leftovers;
}
