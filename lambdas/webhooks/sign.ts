import { createHmac } from 'node:crypto';

/** `Content-Type` of a CloudEvent in structured JSON. */
const contentType = 'application/cloudevents+json';

/**
 * Headers of Standard Webhooks 1.0, one signature for each secret: while a secret is replaced, the partner may hold
 * either. By Node's own HMAC: the published package signs in JavaScript alone, and the tests verify with it.
 */
export const signedHeaders = (
  { id, body }: { id: string; body: string },
  now: Date,
  secrets: readonly Buffer[],
): Record<string, string> => {
  const timestamp = Math.floor(now.getTime() / 1000);
  const signature = (secret: Buffer) =>
    `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  return {
    'content-type': contentType,
    'user-agent': 'odoo-plant-gateway',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': secrets.map(signature).join(' '),
  };
};
