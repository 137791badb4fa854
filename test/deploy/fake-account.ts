import type { TemplateResource } from '../../scripts/deploy/app-view.ts';
import {
  type Aws,
  type Certificate,
  type Found,
  type Kind,
  type Leftovers,
  type Stack,
  StackStays,
} from '../../scripts/deploy/aws/ports.ts';

interface Made extends TemplateResource {
  logicalId: string;
  physicalId: string;
}

interface KnownStack extends Stack {
  made: Made[];
}

export interface Template {
  Parameters?: Record<string, { Default?: string }>;
  Conditions?: Record<string, { 'Fn::Equals': [{ Ref: string }, string] }>;
  Resources: Record<string, TemplateResource>;
  Outputs?: Record<string, unknown>;
}

/** Kinds of things that have a name of their own, by the type of their resource. */
const kinds: Readonly<Record<string, { what: string; name: string }>> = {
  'AWS::S3::Bucket': { what: 'buckets', name: 'BucketName' },
  'AWS::DynamoDB::Table': { what: 'tables', name: 'TableName' },
  'AWS::SQS::Queue': { what: 'queues', name: 'QueueName' },
  'AWS::StepFunctions::StateMachine': { what: 'state machines', name: 'StateMachineName' },
  'AWS::SecretsManager::Secret': { what: 'secrets', name: 'Name' },
  'AWS::SSM::Parameter': { what: 'parameters', name: 'Name' },
  'AWS::Logs::LogGroup': { what: 'log groups', name: 'LogGroupName' },
  'AWS::IAM::Role': { what: 'roles', name: 'RoleName' },
  'AWS::ApiGateway::ApiKey': { what: 'API keys', name: '' },
  'AWS::ApiGateway::UsagePlan': { what: 'usage plans', name: '' },
  'AWS::CE::AnomalyMonitor': { what: 'cost monitors', name: 'MonitorName' },
  'AWS::Lambda::EventSourceMapping': { what: 'event source mappings', name: '' },
};

/**
 * An AWS account in one region, in memory, as far as the commands of deployment use it. It makes stacks from real templates as
 * CloudFormation does: a name that is taken, or a second cost monitor by service, fails a creation, which is rolled back; a full bucket, a protected table, a
 * network with functions in it and a locked stack cannot be deleted; what is retained stays.
 */
export class FakeAccount implements Aws {
  readonly region: string;
  readonly account: string;
  readonly known = new Map<string, KnownStack>();
  /** what there is, by kind and name: what it holds */
  readonly things = new Map<string, Map<string, string>>();
  readonly protectedTables = new Set<string>();
  readonly texts = { parameters: new Map<string, string>(), secrets: new Map<string, string>() };
  readonly keyValues = new Map<string, string>();
  /** versions and delete markers by bucket */
  readonly objects = new Map<string, number>();
  readonly messages = new Map<string, number>();
  readonly unsent = new Map<string, number>();
  readonly quotas = new Map<string, number>();
  /** by ARN */
  readonly certificatesByArn = new Map<string, Certificate>();
  costsError: Error | undefined;
  concurrency = 1000;
  loggingRole: string | undefined;
  otherApis = 0;
  invoke: (name: string, input: unknown) => Promise<unknown> = async (name) => {
    throw new Error(`no function ${name}`);
  };
  /** resources that cannot be created, by the logical id */
  failing: (stack: string, logicalId: string) => boolean = () => false;
  apiAddress = 'https://api.example.com/live/';
  /** the own domain's address, when an environment has one */
  ownAddress = 'https://gateway.example.com/';
  identityError: Error | undefined;

  constructor({ account = '111122223333', region = 'eu-central-1' } = {}) {
    this.account = account;
    this.region = region;
    this.texts.parameters.set('/cdk-bootstrap/hnb659fds/version', '30');
  }

  thingsOf(what: string): Map<string, string> {
    const found = this.things.get(what) ?? new Map<string, string>();
    this.things.set(what, found);
    return found;
  }

  /** Puts a sound certificate into the account, apart from these changes. */
  addCertificate(arn: string, changes: Partial<Certificate> = {}): void {
    this.certificatesByArn.set(arn, {
      status: 'ISSUED',
      names: ['example.com', '*.example.com'],
      ends: new Date(Date.now() + 200 * 86_400_000),
      keyAlgorithm: 'RSA_2048',
      imported: false,
      ...changes,
    });
  }

  /** Everything of an environment that is there, a line each. */
  inventory(environment: string): string[] {
    const own = (text: string) => text.includes(`opg-${environment}`) || text.includes(`opg/${environment}/`);
    return [
      ...[...this.known.keys()].filter(own).map((name) => `stack ${name}`),
      ...[...this.things].flatMap(([what, names]) =>
        [...names].filter(([name, holds]) => own(name) || own(holds)).map(([name]) => `${what}: ${name}`),
      ),
    ];
  }

  /** Creates or updates a stack. Throws when it fails; a failed creation is rolled back. */
  deploy(
    name: string,
    template: Template,
    given: Readonly<Record<string, string>> = {},
    locked = false,
  ): void {
    const before = this.known.get(name);
    const parameters = Object.fromEntries(
      Object.entries(template.Parameters ?? {}).map(([key, { Default = '' }]) => [
        key,
        given[key] ?? before?.parameters[key] ?? Default,
      ]),
    );
    const made: Made[] = before?.made ?? [];
    const stack: KnownStack = { name, status: 'CREATE_COMPLETE', locked, parameters, outputs: {}, made };
    this.known.set(name, stack);
    for (const [logicalId, resource] of Object.entries(template.Resources)) {
      if (made.some((one) => one.logicalId === logicalId)) {
        if (resource.Type === 'AWS::DynamoDB::Table') this.#protect(stack, template, logicalId, resource);
        continue;
      }
      const physicalId = this.#physicalId(stack, logicalId, resource);
      const kind = kinds[resource.Type];
      const taken = kind && this.thingsOf(kind.what).has(physicalId);
      if (this.failing(name, logicalId) || taken || this.#isSecondByService(resource)) {
        if (!before) this.#rollBack(stack);
        else stack.status = 'UPDATE_ROLLBACK_COMPLETE';
        throw new Error(`${name}: ${logicalId} cannot be created`);
      }
      made.push({ ...resource, logicalId, physicalId });
      this.#make(physicalId, resource);
      if (resource.Type === 'AWS::DynamoDB::Table') this.#protect(stack, template, logicalId, resource);
    }
    stack.status = before ? 'UPDATE_COMPLETE' : 'CREATE_COMPLETE';
    stack.outputs = Object.fromEntries(
      Object.keys(template.Outputs ?? {}).map((key) => [
        key,
        key.includes('Address') ? this.ownAddress : this.apiAddress,
      ]),
    );
  }

  #physicalId(stack: KnownStack, logicalId: string, { Type, Properties = {} }: TemplateResource): string {
    const name = kinds[Type]?.name;
    const given = name ? Properties[name] : undefined;
    return given === undefined ? `${stack.name}-${logicalId}` : this.#text(stack, given);
  }

  #isSecondByService({ Type, Properties }: TemplateResource): boolean {
    if (Type !== 'AWS::CE::AnomalyMonitor' || Properties?.MonitorDimension !== 'SERVICE') return false;
    return [...this.thingsOf('cost monitors').values()].includes('SERVICE');
  }

  /** A text as CloudFormation resolves it, with the physical ids of what the stack made before. */
  #text(stack: KnownStack, value: unknown): string {
    if (typeof value === 'string') return value;
    const { Ref, 'Fn::Join': join } = value as { Ref?: string; 'Fn::Join'?: [string, unknown[]] };
    if (join) return join[1].map((part) => this.#text(stack, part)).join(join[0]);
    if (Ref === 'AWS::AccountId') return this.account;
    if (Ref === 'AWS::Region') return this.region;
    return stack.made.find(({ logicalId }) => logicalId === Ref)?.physicalId ?? `<${Ref}>`;
  }

  #make(physicalId: string, { Type, Properties = {} }: TemplateResource): void {
    const kind = kinds[Type];
    if (!kind) return;
    const holds = Type.startsWith('AWS::ApiGateway::')
      ? (Properties.Name ?? Properties.UsagePlanName)
      : (Properties.MonitorDimension ?? '');
    this.thingsOf(kind.what).set(physicalId, String(holds));
    if (Type === 'AWS::ApiGateway::ApiKey') this.keyValues.set(physicalId, `value-of-${Properties.Name}`);
    if (Type === 'AWS::SecretsManager::Secret') {
      const { SecretString = 'generated' } = Properties as { SecretString?: string };
      this.texts.secrets.set(physicalId, SecretString);
    }
    if (Type === 'AWS::IAM::Role' && physicalId.includes('CloudWatchRole'))
      this.loggingRole = `arn:aws:iam::${this.account}:role/${physicalId}`;
  }

  #protect(stack: KnownStack, template: Template, logicalId: string, { Properties }: TemplateResource): void {
    const table = stack.made.find((one) => one.logicalId === logicalId)?.physicalId ?? '';
    const wanted = Properties?.DeletionProtectionEnabled;
    const condition = wanted?.['Fn::If']?.[0] as string | undefined;
    const [{ Ref }, value] = template.Conditions?.[condition ?? '']?.['Fn::Equals'] ?? [{ Ref: '' }, ''];
    if (wanted === true || (condition && stack.parameters[Ref] === value)) this.protectedTables.add(table);
    else this.protectedTables.delete(table);
  }

  #rollBack(stack: KnownStack): void {
    const stay = stack.made.filter((one) => one.DeletionPolicy === 'Retain' || !this.#unmake(one, true));
    stack.status = stay.some(({ DeletionPolicy }) => DeletionPolicy !== 'Retain')
      ? 'ROLLBACK_FAILED'
      : 'ROLLBACK_COMPLETE';
    stack.made = stay;
  }

  /** False when AWS refuses. */
  #unmake({ Type, physicalId, DeletionPolicy = 'Delete' }: Made, created = false): boolean {
    const kind = kinds[Type];
    if (!kind || (DeletionPolicy !== 'Delete' && !created)) return true;
    if (this.protectedTables.has(physicalId) || (this.objects.get(physicalId) ?? 0) > 0) return false;
    this.thingsOf(kind.what).delete(physicalId);
    this.texts.secrets.delete(physicalId);
    return true;
  }

  /** True while functions of the same environment are connected to this network. */
  #hasFunctionsIn(network: string): boolean {
    const prefix = network.slice(0, -'network'.length);
    return [...this.known.values()].some(
      ({ name, made }) =>
        name.startsWith(prefix) &&
        made.some(({ Type, Properties }) => Type === 'AWS::Lambda::Function' && Properties?.VpcConfig),
    );
  }

  whoAmI = async () => {
    if (this.identityError) throw this.identityError;
    return { account: this.account, arn: `arn:aws:sts::${this.account}:assumed-role/deployer/ola` };
  };

  readonly stacks = {
    all: async (): Promise<Stack[]> => [...this.known.values()],
    resources: async (name: string) =>
      (this.known.get(name)?.made ?? []).map(({ logicalId, Type, physicalId }) => ({
        logicalId,
        type: Type,
        physicalId,
      })),
    unlock: async (name: string) => {
      const stack = this.known.get(name);
      if (stack) stack.locked = false;
    },
    remove: async (name: string) => {
      const stack = this.known.get(name);
      if (!stack) return;
      if (stack.locked)
        throw new StackStays(`${name} cannot be deleted while TerminationProtection is enabled`);
      if (name.endsWith('-network') && this.#hasFunctionsIn(name)) {
        stack.status = 'DELETE_FAILED';
        throw new StackStays(`${name}: subnets and security groups have network interfaces of functions`);
      }
      stack.made = stack.made.filter((one) => !this.#unmake(one));
      if (stack.made.length > 0) {
        stack.status = 'DELETE_FAILED';
        throw new StackStays(
          `${name}: ${stack.made.map(({ logicalId }) => logicalId).join(', ')} cannot be deleted`,
        );
      }
      this.known.delete(name);
    },
  };

  readonly parameters = { read: async (name: string) => this.texts.parameters.get(name) };

  readonly secrets = {
    read: async (name: string) => this.texts.secrets.get(name),
    exists: async (name: string) => this.thingsOf('secrets').has(name),
    write: async (name: string, text: string) => {
      if (!this.texts.secrets.has(name)) throw new Error(`ResourceNotFoundException: ${name}`);
      this.texts.secrets.set(name, text);
    },
  };

  readonly keys = {
    withPrefix: async (prefix: string) =>
      [...this.thingsOf('API keys')].flatMap(([id, name]) => (name.startsWith(prefix) ? [{ id, name }] : [])),
    value: async (id: string) => this.keyValues.get(id) ?? '',
  };

  readonly limits = {
    concurrency: async () => this.concurrency,
    quota: async (service: string, name: RegExp) =>
      [...this.quotas].find(
        ([key]) => key.startsWith(`${service}/`) && name.test(key.slice(service.length + 1)),
      )?.[1],
    inUse: async (what: 'tables' | 'api-keys' | 'usage-plans') =>
      this.thingsOf({ tables: 'tables', 'api-keys': 'API keys', 'usage-plans': 'usage plans' }[what]).size,
    apiLoggingRole: async () => this.loggingRole,
  };

  readonly queues = {
    messages: async (name: string) =>
      this.thingsOf('queues').has(name) ? (this.messages.get(name) ?? 0) : undefined,
    outbox: async (_table: string, plant: string) => this.unsent.get(plant) ?? 0,
  };

  readonly functions = { invoke: (name: string, input: unknown) => this.invoke(name, input) };

  readonly certificates = { read: async (arn: string) => this.certificatesByArn.get(arn) };

  readonly costs = {
    monitors: async () => {
      if (this.costsError) throw this.costsError;
      return [...this.thingsOf('cost monitors')].map(([name, dimension]) => ({
        arn: `arn:aws:ce::${this.account}:anomalymonitor/${name}`,
        name,
        ...(dimension && { dimension }),
      }));
    },
  };

  leftovers(environment: string, account: string): Leftovers {
    const own = (name: string, holds: string) =>
      [`opg-${environment}-`, `opg-${environment}/`, `/opg/${environment}/`].some((prefix) =>
        name.includes(prefix),
      ) || holds.startsWith(`opg-${environment}-`);
    const kind = (what: string, mine = own): Kind => ({
      what,
      find: async () =>
        [...this.thingsOf(what)].flatMap(([name, holds]): Found[] =>
          mine(name, holds) ? [{ name, holds }] : [],
        ),
      remove: async (name) => {
        if (what === 'roles' && this.loggingRole?.endsWith(`/${name}`)) {
          if (this.otherApis > 0) return `role ${name} stays`;
          this.loggingRole = undefined;
        }
        if (what === 'buckets') this.objects.delete(name);
        this.thingsOf(what).delete(name);
        return undefined;
      },
    });
    const buckets = kind(
      'buckets',
      (name) => name.startsWith(`opg-${environment}-`) && name.includes(account),
    );
    return {
      buckets,
      others: [
        'event source mappings',
        'API keys',
        'usage plans',
        'tables',
        'queues',
        'state machines',
        'secrets',
        'parameters',
        'roles',
        'log groups',
      ].map((what) => kind(what)),
      logsOfApi: (apiId) =>
        kind('log groups', (name) => name.startsWith(`API-Gateway-Execution-Logs_${apiId}/`)),
    };
  }
}
