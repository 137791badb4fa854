import { Annotations, Stack, Stage, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Environment } from '../configuration/environment.ts';
import { sampleValues } from '../configuration/on-call.ts';
import { plants } from '../plants/index.ts';
import { AnalyticsStack } from './analytics-stack.ts';
import { DataStack } from './data-stack.ts';
import { DispatchStack } from './dispatch-stack.ts';
import { DomainStack } from './domain-stack.ts';
import { EntranceStack } from './entrance-stack.ts';
import { namesOf } from './names.ts';
import { NetworkStack } from './network-stack.ts';
import { OperationsStack } from './operations-stack.ts';
import { PlantQueueStack } from './plant-queue-stack.ts';
import { QualityStack } from './quality-stack.ts';
import { SyncStack } from './sync-stack.ts';
import { WebhooksStack } from './webhooks-stack.ts';

/** The whole gateway of one environment. */
export class GatewayStage extends Stage {
  readonly environment: Environment;

  constructor(scope: Construct, environment: Environment) {
    const { account, region } = environment;
    refuseSharedAccount(scope, environment);
    super(scope, environment.name, { env: { region, ...(account ? { account } : {}) } });
    this.environment = environment;
    const names = namesOf(environment);
    const stack = (part: string) => ({
      environment,
      stackName: names.stack(part),
      description: `Odoo plant gateway (${environment.name}): ${part}`,
    });

    const deployed = environment.plants.flatMap((id) => plants[id] ?? []);
    const holding = new Set(deployed.filter((plant) => plant.quality).map(({ company }) => company));

    const data = new DataStack(this, 'data', stack('data'));
    const entrance = new EntranceStack(this, 'entrance', stack('entrance'));
    const operations = new OperationsStack(this, 'operations', stack('operations'));
    const quality = new QualityStack(this, 'quality', {
      ...stack('quality'),
      watched: deployed.filter(({ company }) => holding.has(company)),
    });
    const dispatch = new DispatchStack(this, 'dispatch', stack('dispatch'));
    const sync = new SyncStack(this, 'sync', stack('sync'));
    const analytics = new AnalyticsStack(this, 'analytics', stack('analytics'));
    const webhooks = new WebhooksStack(this, 'webhooks', stack('webhooks'));
    const plantQueues = deployed.map(
      (plant) => new PlantQueueStack(this, `lane-${plant.id}`, { ...stack(`lane-${plant.id}`), plant }),
    );
    // Only the order of deployment: stacks share names, not exports.
    for (const other of [entrance, operations, quality, dispatch, sync, analytics, webhooks, ...plantQueues])
      other.addStackDependency(data, 'uses its tables, bus, secret and topic by name');
    dispatch.addStackDependency(webhooks, 'wakes its function by name after each poll');
    for (const plantQueue of plantQueues)
      plantQueue.addStackDependency(dispatch, 'schedules its function by name');
    for (const plantQueue of plantQueues)
      plantQueue.addStackDependency(sync, 'its schedules start runs there');
    for (const plantQueue of plantQueues)
      entrance.addStackDependency(
        plantQueue,
        'accepts an event only when its plant queue can post events of that type',
      );
    entrance.addStackDependency(quality, 'accepts events only when the quality holds of their lots can run');
    const { network, domain } = environment;
    if (network) {
      const own = new NetworkStack(this, 'network', { ...stack('network'), network });
      for (const other of [entrance, operations, quality, dispatch, sync, ...plantQueues])
        other.addStackDependency(own, 'has functions in its subnets');
    }
    if (domain)
      entrance.addStackDependency(
        new DomainStack(this, 'domain', { ...stack('domain'), domain }),
        'maps its API to the domain',
      );
    refuseSamples(this, environment);
    Tags.of(this).add('application', 'odoo-plant-gateway');
    Tags.of(this).add('environment', environment.name);
  }
}

/**
 * An error of the stacks on which all others depend: the CDK CLI ends with it before it deploys, compares or synthesizes the
 * environment. Synthesis in the process itself goes on, so that templates of samples can be read and tested.
 */
const refuseSamples = (stage: GatewayStage, { name, ...environment }: Environment): void => {
  const samples = sampleValues(environment);
  if (samples.length === 0) return;
  for (const stack of stage.node.children)
    if (stack instanceof Stack && stack.dependencies.length === 0)
      Annotations.of(stack).addError(
        `environments/${name}.ts still has sample values, so nobody real would be paged: ${samples.join(', ')}. ` +
          'Replace them with your own; docs/on-call.md explains each field.',
      );
};

/** The functions' metrics name plant and function, not the environment: alarms of two would see each other's plants. */
const refuseSharedAccount = (scope: Construct, { name, account, region }: Environment): void => {
  if (account === undefined) return;
  for (const other of scope.node.children)
    if (
      other instanceof GatewayStage &&
      other.environment.account === account &&
      other.environment.region === region
    )
      throw new Error(
        `Environment "${name}": account: ${other.environment.name} lies in the same account and region, so their metrics and alarms would mix; give each environment an account of its own`,
      );
};
