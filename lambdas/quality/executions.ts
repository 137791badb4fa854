import type { Round } from './lot.ts';

/** The state machine, as the gate sees it. A token that nobody waits for any more is passed over in silence. */
export interface Executions {
  /** `over`: an execution of this name has ended. Starting one that runs changes nothing. */
  start(round: Round): Promise<'running' | 'over'>;
  succeed(token: string, output: object): Promise<void>;
  fail(token: string, error: string, cause: string): Promise<void>;
  /** Somebody is still at it. */
  beat(token: string): Promise<void>;
}
