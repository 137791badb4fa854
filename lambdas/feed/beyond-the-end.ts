import type { APIGatewayProxyResult } from 'aws-lambda';
import { problem } from '../http/problem.ts';

/** A position that was never given out: who has it, has it from another environment, or from before a restore. */
export const beyondTheEnd = (plant: string, end: number, pointer: string): APIGatewayProxyResult => {
  const detail = `the feed of ${plant} ends at ${end}: this position is of another environment, or of a time before this one was restored`;
  const errors = [{ pointer, rule: 'beyond-the-end', detail }];
  return problem({ status: 422, title: 'Unprocessable Content', errors });
};
