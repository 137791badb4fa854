import { typePrefix } from '../../events/define-event.ts';
import type { Message } from './feed.ts';

/** A message as CloudEvents 1.0 in structured JSON. */
export interface MessageEvent {
  specversion: '1.0';
  /** `<plant>.<sequence>`: who knows it has seen the message */
  id: string;
  source: string;
  type: string;
  time: string;
  subject: string;
  datacontenttype: 'application/json';
  plant: string;
  /** position in the plant's feed, a decimal number as text */
  sequence: string;
  /** lists of the data are left out, as it was too long */
  truncated?: true;
  data: object;
}

export const messageId = ({ plant, sequence }: Pick<Message, 'plant' | 'sequence'>): string =>
  `${plant}.${sequence}`;

/** The same text for the same message, whenever and however often it is made. */
export const cloudEventOf = (message: Message, environment: string): MessageEvent => ({
  specversion: '1.0',
  id: messageId(message),
  source: `/gateway/${environment}`,
  type: `${typePrefix}${message.name}.v1`,
  time: message.time,
  subject: message.subject,
  datacontenttype: 'application/json',
  plant: message.plant,
  sequence: String(message.sequence),
  ...(message.truncated && { truncated: true as const }),
  data: message.data,
});
