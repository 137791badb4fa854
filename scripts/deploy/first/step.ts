import type { Environment } from '../../../configuration/environment.ts';
import type { Partner } from '../../../configuration/partner.ts';
import type { PlantProfile } from '../../../configuration/plant.ts';
import type { CodeMappingFile } from '../../../local/run/code-mapping-files.ts';
import { apiAddressOf } from '../../api-address.ts';
import type { AppView } from '../app-view.ts';
import type { Aws } from '../aws/ports.ts';
import type { Cdk } from '../cdk.ts';
import type { OdooAddress } from '../odoo-address.ts';
import type { Operator } from '../plants/waiting.ts';
import type { StateFile } from '../state-file.ts';
import type { CanaryState } from './canary.ts';

/** What a step has done, for the next attempt. */
export interface FirstState {
  /** seconds that each finished step took, by its id */
  seconds: Record<string, number>;
  canary?: CanaryState;
}

export interface FirstDeployDeps {
  environment: Environment;
  /** all environments: none may be deployed into the account of another */
  others: readonly Environment[];
  plants: readonly PlantProfile[];
  partners: readonly Partner[];
  aws: Aws;
  cdk: Cdk;
  operator: Operator;
  /** what the operator says about Odoo; undefined: the environment's secret has it already */
  odoo: OdooAddress | undefined;
  /** true: another Odoo than the secret names may replace it */
  replaceOdoo: boolean;
  codeFiles(): CodeMappingFile[];
  /** file that gets the partners' keys; undefined: only their ids are printed */
  keysFile: string | undefined;
  state: StateFile<FirstState>;
  sampleValues(environment: Environment): readonly string[];
  shellRegion: string | undefined;
  /** true: the account is emulated on this machine, so Odoo may be on it, too */
  emulated?: boolean;
  /** the environment's templates; absent: they are synthesized at each question */
  synthesize?(environment: Environment): Promise<AppView>;
  now(): Date;
  /** waits between two questions */
  pause(ms: number): Promise<unknown>;
  say(line: string): void;
}

export interface Step {
  id: string;
  title: string;
  /** what a person would type for it, as far as there is a command */
  commands: readonly string[];
  /** True when nothing has to be done again. Only asked after an earlier attempt finished the step. */
  stillDone(): Promise<boolean>;
  /** Does it, and says what there is now. Repeating it is harmless. Throws {@link StepFailed}, or what AWS threw. */
  run(): Promise<string>;
}

/** A step cannot be done until somebody has done something about it. */
export class StepFailed extends Error {
  readonly todo: string;

  constructor(message: string, todo: string) {
    super(message);
    this.todo = todo;
  }
}

/** Address that partners call, without a slash at its end. */
export const apiUrl = async ({
  aws,
  environment,
}: Pick<FirstDeployDeps, 'aws' | 'environment'>): Promise<string> => {
  const entrance = (await aws.stacks.all()).find(({ name }) => name === `opg-${environment.name}-entrance`);
  const url = apiAddressOf(entrance?.outputs ?? {});
  if (!url)
    throw new StepFailed(
      'the stack entrance has no address of the API',
      'Is it deployed? See CloudFormation.',
    );
  return url.replace(/\/+$/, '');
};
