import { randomUUID } from 'node:crypto';
import type { RawService } from './aws-endpoint.ts';
import { AwsError } from './aws-endpoint.ts';

export interface QueryServicesOptions {
  account: string;
  publish(topicArn: string, message: string, subject: string | undefined): void;
}

const xml = (text: string): string =>
  text.replace(/[<>&]/g, (character) => ({ '<': '&lt;', '>': '&gt;' })[character] ?? '&amp;');

/** STS and SNS, which use AWS's Query protocol: a form as request, XML as answer. */
export function queryServices({ account, publish }: QueryServicesOptions): RawService {
  const actions: Record<string, (form: URLSearchParams) => Record<string, string>> = {
    GetCallerIdentity: () => ({
      Arn: `arn:aws:iam::${account}:user/local`,
      UserId: 'AIDALOCALCLOUD',
      Account: account,
    }),
    Publish(form) {
      const topic = form.get('TopicArn') ?? form.get('TargetArn') ?? '';
      publish(topic, form.get('Message') ?? '', form.get('Subject') ?? undefined);
      return { MessageId: randomUUID() };
    },
  };
  return {
    claims: ({ headers }) => (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded'),
    answer({ body }, response) {
      const form = new URLSearchParams(body.toString());
      const action = form.get('Action') ?? '';
      const run = actions[action];
      if (!run) throw new AwsError('InvalidAction', `not supported locally: ${action}`);
      const result = Object.entries(run(form)).map(([name, value]) => `<${name}>${xml(value)}</${name}>`);
      response.writeHead(200, { 'content-type': 'text/xml' });
      response.end(
        `<${action}Response><${action}Result>${result.join('')}</${action}Result>` +
          `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${action}Response>`,
      );
    },
  };
}

/** Accepts CloudWatch metrics in any protocol and drops them. `onMetric` reads metrics from the functions' logs (EMF). */
export function metricsSink(): RawService {
  return {
    claims: ({ headers }) => /Credential=[^,]+\/monitoring\//.test(headers.authorization ?? ''),
    answer({ headers }, response) {
      const type = headers['content-type'] ?? 'text/xml';
      const emptyMap = type.includes('cbor')
        ? Buffer.of(0xa0)
        : type.includes('json')
          ? '{}'
          : '<PutMetricDataResponse/>';
      const protocol = headers['smithy-protocol'];
      response.writeHead(200, { 'content-type': type, ...(protocol ? { 'smithy-protocol': protocol } : {}) });
      response.end(emptyMap);
    },
  };
}
