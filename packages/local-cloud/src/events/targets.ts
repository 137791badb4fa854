import { AwsError } from '../aws-error.ts';
import type { SqsEngine } from '../sqs/engine.ts';
import type { WireAttributes } from '../sqs/message.ts';

/** Services that can be handed an event, by the service part of their ARN. */
export interface Recipients {
  sqs: SqsEngine;
  invokeLater(functionName: string, event: string): void;
  publish(topicArn: string, message: string): void;
  /** an event of a bus goes on to another bus as it is */
  forward(busArn: string, event: string): void;
  startExecution(stateMachineArn: string, input: string): void;
}

export interface Parcel {
  arn: string;
  text: string;
  messageGroup?: string | undefined;
  attributes?: WireAttributes;
}

const known = ['lambda', 'sqs', 'sns', 'events', 'logs', 'states'];

export const isRecipient = (arn: string): boolean => known.includes(arn.split(':')[2] ?? '');

/** Hands a text over to a queue, a function, a topic, a bus or a state machine; throws as the service would. */
export function deliver({ arn, text, messageGroup, attributes }: Parcel, recipients: Recipients): void {
  switch (arn.split(':')[2]) {
    case 'lambda':
      checkJson(text);
      recipients.invokeLater(arn, text);
      break;
    case 'sqs': {
      const queue = recipients.sqs.queue(arn);
      queue.send(
        queue.check({ MessageBody: text, MessageGroupId: messageGroup, MessageAttributes: attributes }),
      );
      break;
    }
    case 'sns':
      recipients.publish(arn, text);
      break;
    case 'events':
      recipients.forward(arn, text);
      break;
    case 'states':
      checkJson(text);
      recipients.startExecution(arn, text);
      break;
    case 'logs':
      break;
    default:
      throw new AwsError('InvalidTarget', `nothing here can be a target by the name ${arn}`);
  }
}

function checkJson(text: string): void {
  try {
    JSON.parse(text);
  } catch {
    throw new AwsError('INVALID_JSON', `the target's input is not JSON: ${text.slice(0, 200)}`);
  }
}
