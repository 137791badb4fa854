import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../configuration/environment.ts';
import { gatewayApp } from '../../lib/gateway-app.ts';
import { GatewayStage } from '../../lib/gateway-stage.ts';

export interface TemplateResource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template's properties have as many shapes as AWS has resources
  Properties?: any;
  DeletionPolicy?: string;
}

export interface StackView {
  /** name in CloudFormation, such as `opg-dev-data` */
  name: string;
  /** path in the app, such as `dev/data`, by which the CDK CLI selects it */
  path: string;
  resources: Readonly<Record<string, TemplateResource>>;
  /** the template without hashes of functions' code */
  text: string;
}

export interface AppView {
  /** in the order of deployment */
  stacks: readonly StackView[];
  /** least version of the CDK bootstrap stack */
  bootstrapVersion: number;
}

/** What an environment deploys, synthesized without the functions' code. Takes a second or two. */
export const synthesizedApp = async (environment: Environment): Promise<AppView> => {
  const outdir = mkdtempSync(join(tmpdir(), 'opg-view-'));
  try {
    const app = await gatewayApp({ outdir, checked: false, bundled: false });
    new GatewayStage(app, environment);
    const { stacks } = app.synth().getNestedAssembly(`assembly-${environment.name}`);
    return {
      stacks: stacks.map(({ stackName, hierarchicalId, template }) => ({
        name: stackName,
        path: hierarchicalId,
        resources: (template as { Resources: StackView['resources'] }).Resources,
        text: JSON.stringify(template),
      })),
      bootstrapVersion: Math.max(...stacks.map((stack) => stack.requiresBootstrapStackVersion ?? 0)),
    };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
};

/** Paths of the stacks that change when an environment gets or loses a plant, but not the plant's own. */
export const stacksThatName = async (environment: Environment, plant: string): Promise<string[]> => {
  const others = environment.plants.filter((each) => each !== plant);
  const [without, withPlant] = await Promise.all([
    synthesizedApp({ ...environment, plants: others }),
    synthesizedApp({ ...environment, plants: [...others, plant] }),
  ]);
  const before = new Map(without.stacks.map(({ path, text }) => [path, text]));
  return withPlant.stacks
    .filter(({ path, text }) => before.has(path) && before.get(path) !== text)
    .map(({ path }) => path);
};
