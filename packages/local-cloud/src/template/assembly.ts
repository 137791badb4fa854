import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface Template {
  Resources: Record<string, TemplateResource>;
  Outputs?: Record<string, { Value: unknown; Export?: { Name: unknown } }>;
  Parameters?: Record<string, { Type: string; Default?: unknown }>;
  Conditions?: Record<string, unknown>;
  Mappings?: Record<string, Record<string, Record<string, unknown>>>;
}

export interface TemplateResource {
  Type: string;
  Properties?: Record<string, unknown>;
  Condition?: string;
}

export interface StackTemplate {
  name: string;
  account: string;
  region: string;
  template: Template;
  /** folders of assets, by the S3 key in the template */
  assets: Map<string, string>;
}

interface Manifest {
  artifacts: Record<string, Artifact>;
}
interface Artifact {
  type: string;
  environment?: string;
  properties?: { templateFile?: string; stackName?: string; file?: string };
}
interface AssetManifest {
  files?: Record<string, { source: { path?: string }; destinations: Record<string, { objectKey: string }> }>;
}

const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;

/** Reads the stacks of a synthesized stage from the folder with its manifest.json. */
export function readAssembly(directory: string): StackTemplate[] {
  const { artifacts } = readJson<Manifest>(join(directory, 'manifest.json'));
  const all = Object.entries(artifacts);
  const assets = new Map(
    all.flatMap(([, artifact]) =>
      artifact.type === 'cdk:asset-manifest' && artifact.properties?.file
        ? assetsOf(directory, artifact.properties.file)
        : [],
    ),
  );
  const stacks = all.flatMap(([id, { type, environment, properties }]) => {
    if (type !== 'aws:cloudformation:stack' || !properties?.templateFile) return [];
    const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(environment ?? '') ?? [];
    return {
      name: properties.stackName ?? id,
      account: account && /^\d{12}$/.test(account) ? account : '000000000000',
      region: region && region !== 'unknown-region' ? region : 'eu-central-1',
      template: readJson<Template>(join(directory, properties.templateFile)),
      assets,
    };
  });
  if (stacks.length === 0) throw new Error(`no stacks in ${directory}`);
  return stacks;
}

function assetsOf(directory: string, file: string): [key: string, folder: string][] {
  return Object.values(readJson<AssetManifest>(join(directory, file)).files ?? {}).flatMap(
    ({ source, destinations }) =>
      Object.values(destinations).map(({ objectKey }): [string, string] => [
        objectKey,
        resolve(directory, source.path ?? ''),
      ]),
  );
}
