import type { Json } from './json-schema.ts';
import { feedDefinitions, sampleMessage } from './messages.ts';
import { ref } from './shapes.ts';

const header = (name: string, description: string): Json => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
});

/** What a partner with a webhook is sent. */
export const webhooks = (): Json => ({
  message: {
    post: {
      operationId: 'receiveMessage',
      summary: 'A message of a plant’s feed, pushed; signed by Standard Webhooks 1.0',
      description: 'In order per object, at least once. Check the signature, and pass over what you have.',
      security: [],
      parameters: [
        header('webhook-id', '`id` of the message: the same in every try'),
        header('webhook-timestamp', 'of this try, seconds since 1970'),
        header(
          'webhook-signature',
          '`v1,` and HMAC-SHA256 in base64; several while a secret is being changed',
        ),
      ],
      requestBody: {
        required: true,
        content: {
          'application/cloudevents+json': {
            schema: ref('message'),
            examples: Object.fromEntries(
              feedDefinitions.map((definition) => [definition.name, { value: sampleMessage(definition) }]),
            ),
          },
        },
      },
      responses: {
        '2XX': { description: 'you have it' },
        410: { description: 'you want no more: nothing is pushed until an operator enables it again' },
        429: { description: 'slower, please: nothing is pushed for as long as `Retry-After` says' },
        503: { description: 'as 429' },
        default: { description: 'it is tried again later; what concerns the same object waits behind it' },
      },
    },
  },
});
