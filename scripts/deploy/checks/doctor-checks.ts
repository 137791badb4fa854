import type { Environment } from '../../../configuration/environment.ts';
import type { PlantProfile } from '../../../configuration/plant.ts';
import { type AppView, synthesizedApp } from '../app-view.ts';
import type { Aws } from '../aws/ports.ts';
import { addressFromSecret, type OdooAddress } from '../odoo-address.ts';
import { accountChecks } from './account-checks.ts';
import type { Check } from './check.ts';
import { costChecks } from './cost-checks.ts';
import { deploymentChecks } from './deployment-checks.ts';
import { domainChecks } from './domain-checks.ts';
import { odooChecks } from './odoo-checks.ts';
import { quotaChecks } from './quota-checks.ts';

export interface DoctorDeps {
  environment: Environment;
  /** all environments: none may be deployed into the account of another */
  others: readonly Environment[];
  /** profiles of the plants to look for in Odoo */
  plants: readonly PlantProfile[];
  aws: Aws;
  /** what the caller says about Odoo: before the deployment no secret has it */
  odoo: OdooAddress | undefined;
  /** true: the account is emulated on this machine, so Odoo may be on it, too */
  emulated?: boolean;
  /** true: `odoo` counts more than what the environment's secret says */
  odooFirst?: boolean;
  now(): Date;
  sampleValues(environment: Environment): readonly string[];
  shellRegion: string | undefined;
  synthesize?(environment: Environment): Promise<AppView>;
}

/** The result of the first call, whether a value or an error, for all calls. */
const once = <T>(ask: () => Promise<T>): (() => Promise<T>) => {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
};

/** Everything that an environment needs before its first deployment and after it. */
export const doctorChecks = (deps: DoctorDeps): Check[] => {
  const { environment, plants, aws, odoo, odooFirst = false, now, sampleValues, shellRegion } = deps;
  const identity = once(() => aws.whoAmI());
  const app = once(() => (deps.synthesize ?? synthesizedApp)(environment));
  const stacks = once(() => aws.stacks.all());
  const address = once(async () => {
    if (odooFirst && odoo) return odoo;
    return (await fromSecret()) ?? odoo;
  });
  /** Without credentials, or with those of another account, no secret is this environment's. */
  const fromSecret = async (): Promise<OdooAddress | undefined> => {
    const known = await identity().catch(() => undefined);
    if (!known || (environment.account ?? known.account) !== known.account) return undefined;
    return addressFromSecret(aws.secrets, environment);
  };
  return [
    ...accountChecks({ environment, others: deps.others, aws, identity, app, sampleValues, shellRegion }),
    ...quotaChecks({ aws, app, stacks }),
    ...domainChecks({ environment, aws, identity, now }),
    ...costChecks({ environment, aws }),
    ...deploymentChecks({ environment, aws, identity, stacks }),
    ...odooChecks({
      environment: environment.name,
      inNetwork: environment.network !== undefined,
      onThisMachine: deps.emulated === true,
      address,
      plants,
      now,
    }),
  ];
};
