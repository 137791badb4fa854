import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../../configuration/environment.ts';
import { environments } from '../../../environments/index.ts';
import { gatewayApp } from '../../../lib/gateway-app.ts';
import { GatewayStage } from '../../../lib/gateway-stage.ts';

export interface Resource {
  stack: string;
  id: string;
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template's properties have as many shapes as AWS has resources
  Properties: any;
  DeletionPolicy?: string;
  DependsOn?: string[];
}

export interface Template {
  Parameters?: Record<string, { Default?: unknown }>;
  Conditions?: Record<string, unknown>;
  Resources: Record<string, Omit<Resource, 'stack' | 'id'>>;
  Outputs?: Record<string, { Export?: unknown }>;
}

export interface Synthesized {
  environment: Environment;
  templates: Record<string, Template>;
  /** stacks as they are deployed, one after the other */
  order: string[];
  /** stacks that nobody can delete */
  locked: string[];
  resources(type: string): Resource[];
}

const synthesizeAll = async (): Promise<Synthesized[]> => {
  const app = await gatewayApp({
    outdir: mkdtempSync(join(tmpdir(), 'opg-')),
    checked: false,
    bundled: false,
  });
  for (const environment of environments) new GatewayStage(app, environment);
  const assembly = app.synth();
  return environments.map((environment) => {
    const { stacks } = assembly.getNestedAssembly(`assembly-${environment.name}`);
    const templates = Object.fromEntries(
      stacks.map((stack) => [
        stack.stackName.replace(`opg-${environment.name}-`, ''),
        stack.template as Template,
      ]),
    );
    const resources = (type: string) =>
      Object.entries(templates).flatMap(([stack, { Resources }]) =>
        Object.entries(Resources)
          .filter(([, resource]) => resource.Type === type)
          .map(([id, resource]) => ({ stack, id, ...resource })),
      );
    const locked = stacks.filter(({ terminationProtection }) => terminationProtection);
    return {
      environment,
      templates,
      order: Object.keys(templates),
      locked: locked.map(({ stackName }) => stackName),
      resources,
    };
  });
};

/** Every environment's templates by stack, as they would be deployed. Two seconds, so once for all suites. */
export const all: readonly Synthesized[] = await synthesizeAll();
