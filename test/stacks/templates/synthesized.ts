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
  Conditions?: Record<string, unknown>;
  Resources: Record<string, Omit<Resource, 'stack' | 'id'>>;
  Outputs?: Record<string, { Export?: unknown; Value?: unknown }>;
  Parameters?: Record<string, { Type: string; Default?: unknown }>;
}

export interface Synthesized {
  environment: Environment;
  templates: Record<string, Template>;
  /** stacks that must be deployed before a stack */
  before: Record<string, string[]>;
  /** stacks as they are deployed, one after the other */
  order: string[];
  /** what CDK would ask AWS for at synthesis */
  lookups: unknown[];
  /** stacks that nobody can delete */
  locked: string[];
  resources(type: string): Resource[];
}

/** Templates of environments by stack, as they would be deployed. */
export const synthesized = async (environments: readonly Environment[]): Promise<Synthesized[]> => {
  const app = await gatewayApp({
    outdir: mkdtempSync(join(tmpdir(), 'opg-')),
    checked: false,
    bundled: false,
  });
  for (const environment of environments) new GatewayStage(app, environment);
  const assembly = app.synth();
  return environments.map((environment) => {
    const { stacks, manifest } = assembly.getNestedAssembly(`assembly-${environment.name}`);
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
    const nameOf = (stack: { stackName: string }) => stack.stackName.replace(`opg-${environment.name}-`, '');
    const before = Object.fromEntries(
      stacks.map((stack) => [
        nameOf(stack),
        stack.dependencies.flatMap(({ id }) =>
          stacks.filter((other) => other.id === id).map((other) => nameOf(other)),
        ),
      ]),
    );
    const locked = stacks.filter(({ terminationProtection }) => terminationProtection);
    return {
      environment,
      templates,
      before,
      lookups: manifest.missing ?? [],
      order: Object.keys(templates),
      locked: locked.map(({ stackName }) => stackName),
      resources,
    };
  });
};

/** Every environment's templates by stack, as they would be deployed. Two seconds, so once for all suites. */
export const all: readonly Synthesized[] = await synthesized(environments);
