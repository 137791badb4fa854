import {
  GetParameterCommand,
  ParameterNotFound,
  paginateGetParametersByPath,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { awsCalls } from '../runtime/aws.ts';
import { type Webhook, type Webhooks, webhook } from './webhook.ts';

/** Webhooks in SSM parameters `<path><partner>`, read anew every time: a run lasts a minute. */
export const ssmWebhooks = (path: string, client = new SSMClient(awsCalls)): Webhooks => ({
  async of(partner) {
    try {
      const { Parameter } = await client.send(new GetParameterCommand({ Name: `${path}${partner}` }));
      return read(Parameter?.Value);
    } catch (error) {
      if (error instanceof ParameterNotFound) return undefined;
      throw error;
    }
  },
  async all() {
    const found: Webhook[] = [];
    for await (const { Parameters = [] } of paginateGetParametersByPath({ client }, { Path: path }))
      found.push(...Parameters.map(({ Value }) => read(Value)));
    return found;
  },
});

const read = (text = '{}'): Webhook => webhook.parse(JSON.parse(text));
