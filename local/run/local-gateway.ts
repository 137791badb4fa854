import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from '@odoo-plant-gateway/local-cloud';
import type { Command, CommandAnswer } from '../../lambdas/operations/commands.ts';
import { importCodeMappingFiles } from './code-mapping-files.ts';
import { synthesize } from './synthesize.ts';

export interface OdooAddress {
  url: string;
  database: string;
  apiKey: string;
}

export interface LocalGatewayOptions {
  dataDir: string;
  port?: number;
  odoo: OdooAddress;
  /** a stage synthesized before; without it, it is synthesized now */
  assembly?: string;
  cloud?: Partial<LocalCloudOptions>;
}

export interface LocalGateway {
  readonly url: string;
  readonly cloud: LocalCloud;
  /** API key by partner */
  readonly keys: Readonly<Record<string, string>>;
  /** Points the gateway to another Odoo, or to the same with another key. */
  connect(odoo: OdooAddress): void;
  /** An operator's command, by the function of that name. */
  operate(command: Command): Promise<CommandAnswer>;
  stop(): Promise<void>;
}

/** Names of the resources in the stage `local`. */
const names = { odooSecret: 'opg-local/odoo', keyPrefix: 'opg-local-', operate: 'opg-local-operate' };

/** The gateway of the stage `local`, run from its own templates, connected to an Odoo. */
export const startLocalGateway = async (options: LocalGatewayOptions): Promise<LocalGateway> => {
  const { dataDir, port = 0, odoo } = options;
  // It holds partners' keys.
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const assembly = options.assembly ?? (await synthesize(join(dataDir, 'cdk.out')));
  const cloud = await startLocalCloud({ assembly, dataDir, port, ...options.cloud });
  const connect = (address: OdooAddress) => cloud.setSecret(names.odooSecret, JSON.stringify(address));
  connect(odoo);
  const operate = (command: object) => cloud.invoke(names.operate, command) as Promise<CommandAnswer>;
  await importCodeMappingFiles(operate).catch(async (error: unknown) => {
    await cloud.stop();
    throw error;
  });
  // For the operator's command line.
  writeFileSync(join(dataDir, 'endpoint.json'), JSON.stringify({ endpoint: cloud.awsUrl }));
  return {
    url: cloud.url ?? '',
    cloud,
    keys: Object.fromEntries(
      cloud.apiKeys.map(({ name, value }) => [name.replace(names.keyPrefix, ''), value]),
    ),
    connect,
    operate,
    stop: () => cloud.stop(),
  };
};
