import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folder that holds everything a local run keeps. */
export const dataFolder = (): string => process.env.LOCAL_DATA ?? join(process.cwd(), '.local');

const file = () => join(dataFolder(), 'endpoint.json');

/** How AWS SDK clients on this machine reach the local run. Throws when none has been started. */
export const localEndpoint = () => {
  let endpoint: string;
  try {
    ({ endpoint } = JSON.parse(readFileSync(file(), 'utf8')) as { endpoint: string });
  } catch {
    throw new Error(
      `no local run found in ${dataFolder()} (LOCAL_DATA names another folder); start one with \`npm start\`, or name an environment with --env`,
    );
  }
  return {
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
};
