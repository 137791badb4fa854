import { AwsError } from '../aws-endpoint.ts';

const older = (name: string) => ({ queryCode: `AWS.SimpleQueueService.${name}` });

export const invalidValue = (parameter: string, value: unknown, reason: string): AwsError =>
  new AwsError(
    'InvalidParameterValue',
    `Value ${String(value).slice(0, 200)} for parameter ${parameter} is invalid. Reason: ${reason}.`,
  );

export const missingParameter = (parameter: string): AwsError =>
  new AwsError('MissingParameter', `The request must contain the parameter ${parameter}.`);

export const noSuchQueue = (): AwsError =>
  new AwsError('QueueDoesNotExist', 'The specified queue does not exist.', older('NonExistentQueue'));

export const queueExists = (): AwsError =>
  new AwsError(
    'QueueNameExists',
    'A queue already exists with the same name and a different value for an attribute.',
    { queryCode: 'QueueAlreadyExists' },
  );

export const badReceipt = (handle: string): AwsError =>
  new AwsError(
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
  );

export const expiredReceipt = (handle: string): AwsError =>
  invalidValue('ReceiptHandle', handle, 'The receipt handle has expired');

export const unknownAttribute = (name: string): AwsError =>
  new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);

export const notFound = (message: string): AwsError =>
  new AwsError('ResourceNotFoundException', message, { status: 404 });
