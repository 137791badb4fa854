/** What a state is doing. */
export type Step =
  /** entered, or to be tried again: it has to be carried out */
  | { kind: 'ready' }
  /** a Wait state leaves at that time, or a failed task is tried again */
  | { kind: 'waiting' | 'retrying'; until: number }
  | Working;

/** A task under way: its function is called, and where it waits for a token, that is awaited. */
export interface Working {
  kind: 'working';
  /** tells the answers of this attempt from those of earlier ones */
  attempt: string;
  functionName: string;
  /** JSON */
  event: string;
  token?: string;
  /** the function has answered, only the token is awaited */
  handedOver: boolean;
  deadline?: number;
  heartbeat?: { every: number; due: number };
}

export interface Position {
  state: string;
  /** as the state before left it */
  input: unknown;
  enteredAt: number;
  /** by the place of each retrier, how often it had the state tried again */
  retries: number[];
  step: Step;
}

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** All times in milliseconds since the epoch. What a restart needs is all in here. */
export interface Execution {
  arn: string;
  machineArn: string;
  name: string;
  /** JSON as it was given */
  input: string;
  /** under which the definition it runs by is kept: a deployment doesn't change what has begun */
  definition: string;
  roleArn: string;
  status: Status;
  startedAt: number;
  stoppedAt?: number;
  deadline?: number;
  output?: string;
  error?: string;
  cause?: string;
  redrives: number;
  redrivenAt?: number;
  /** of the history so far */
  events: number;
  position: Position;
}

/** When time itself has to move the execution on; undefined when it waits for something else. */
export function dueAt({ status, deadline, position: { step } }: Execution): number | undefined {
  if (status !== 'RUNNING') return undefined;
  const times = [
    deadline,
    'until' in step ? step.until : undefined,
    step.kind === 'working' ? step.deadline : undefined,
    step.kind === 'working' ? step.heartbeat?.due : undefined,
  ].filter((time) => time !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}
