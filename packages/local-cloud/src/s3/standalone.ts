import { serveAws } from '../aws-endpoint.ts';
import { type Clock, systemClock } from '../clock.ts';
import { openStorage } from '../storage.ts';
import type { TemplateResource } from '../template/assembly.ts';
import { Deployment } from '../template/deployment.ts';
import { s3Api } from './api.ts';
import { Buckets } from './buckets.ts';

export interface LocalS3Options {
  /** folder for objects */
  dataDir: string;
  /** `AWS::S3::Bucket` resources by logical id, as a template declares them */
  resources: Record<string, TemplateResource>;
  clock?: Clock;
}

export interface LocalS3 {
  /** endpoint for AWS SDKs, with any credentials */
  url: string;
  stop(): Promise<void>;
}

/** S3 alone, for tests that need buckets and no functions. Its buckets publish no events. */
export async function startLocalS3({
  dataDir,
  resources,
  clock = systemClock,
}: LocalS3Options): Promise<LocalS3> {
  const database = openStorage(dataDir);
  const endpoint = await serveAws();
  const stack = {
    name: 's3',
    account: '000000000000',
    region: 'eu-central-1',
    template: { Resources: resources },
    assets: new Map(),
  };
  const deployment = new Deployment([stack], endpoint.url);
  endpoint.use({}, [s3Api(new Buckets(deployment, { database, clock, publishEvent: () => {} }))]);
  return {
    url: endpoint.url,
    async stop() {
      await endpoint.stop();
      database.close();
    },
  };
}
