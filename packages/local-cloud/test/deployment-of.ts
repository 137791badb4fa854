import type { Template } from '../src/template/assembly.ts';
import { Deployment } from '../src/template/deployment.ts';

/** A deployment of stacks that are written by hand instead of synthesized. */
export const deploymentOf = (stacks: Record<string, Template>): Deployment =>
  new Deployment(
    Object.entries(stacks).map(([name, template]) => ({
      name,
      account: '111122223333',
      region: 'eu-north-1',
      template,
      assets: new Map(),
    })),
    'http://127.0.0.1:1',
  );

export const resources = (Resources: Template['Resources']): Deployment =>
  deploymentOf({ stack: { Resources } });
