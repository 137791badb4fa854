import type { Definition, State, TaskState } from './definition.ts';
import { dueAt, type Execution, type Position, type Status } from './execution.ts';
import { Failure, runtimeFailure } from './failure.ts';
import { type Scope, scopeOf } from './json-path.ts';
import { effectiveInput, outputOf, runState } from './states.ts';
import { beginTask, caughtBy, pauseBeforeRetry, taskResource } from './tasks.ts';

// AWS's limit. It also ends a loop of states that never waits.
const longestHistory = 25_000;
const largestData = 262_144;

/** Moves one execution from state to state. It changes only the execution; `Executions` makes calls and sets timers. */
export class Interpreter {
  readonly execution: Execution;
  readonly #definition: Definition;
  readonly #now: number;
  readonly #note: Note;

  constructor(execution: Execution, definition: Definition, now: number, note: Note) {
    this.execution = execution;
    this.#definition = definition;
    this.#now = now;
    this.#note = note;
  }

  /** Enters a state. */
  enter(name: string, input: unknown): void {
    this.execution.position = {
      state: name,
      input,
      enteredAt: this.#now,
      retries: [],
      step: { kind: 'ready' },
    };
    this.#note(stateEntered(this.state, name, input));
  }

  /** Runs states until the execution has to wait or ends. */
  advance(): void {
    while (this.execution.status === 'RUNNING') {
      if (this.execution.events >= longestHistory)
        this.finish('FAILED', runtimeFailure(`the history has ${longestHistory} events, which is the most`));
      else if (this.#position.step.kind === 'ready') this.#guarded(() => this.#runState());
      else if ((dueAt(this.execution) ?? Number.POSITIVE_INFINITY) <= this.#now) this.#timeIsUp();
      else return;
    }
  }

  succeed(result: unknown): void {
    const state = this.#task;
    this.#note(taskEvent('TaskSucceeded', state, { output: JSON.stringify(result) }));
    this.#guarded(() => this.#leave(outputOf(state, this.#scope(), result), state.Next));
  }

  fail({ error, cause }: Failure): void {
    const timedOut = error === 'States.Timeout' || error === 'States.HeartbeatTimeout';
    this.#note(taskEvent(timedOut ? 'TaskTimedOut' : 'TaskFailed', this.#task, { error, cause }));
    this.#recover(new Failure(error, cause));
  }

  /** The function has returned. The task now waits for its token. */
  awaitToken(): void {
    this.#note(taskEvent('TaskSubmitted', this.#task, {}));
    if (this.#position.step.kind === 'working') this.#position.step.handedOver = true;
  }

  finish(status: Exclude<Status, 'RUNNING'>, end: { output?: string; error?: string; cause?: string }): void {
    const { output, error, cause } = end;
    Object.assign(this.execution, { status, stoppedAt: this.#now, output, error, cause });
    const name = { SUCCEEDED: 'Succeeded', FAILED: 'Failed', TIMED_OUT: 'TimedOut', ABORTED: 'Aborted' }[
      status
    ];
    this.#note({ type: `Execution${name}`, [`execution${name}EventDetails`]: { output, error, cause } });
  }

  /** Continues from the failed state with new retry counts. */
  redrive(): void {
    const { execution } = this;
    for (const name of ['output', 'error', 'cause', 'stoppedAt'] as const) delete execution[name];
    execution.status = 'RUNNING';
    execution.redrives += 1;
    execution.redrivenAt = this.#now;
    this.#position.retries = [];
    this.#position.step = { kind: 'ready' };
    this.#note({
      type: 'ExecutionRedriven',
      executionRedrivenEventDetails: { redriveCount: execution.redrives },
    });
  }

  get state(): State {
    const { state } = this.#position;
    const found = this.#definition.States[state];
    if (!found) throw new Error(`there is no state ${state}`);
    return found;
  }
  get #position(): Position {
    return this.execution.position;
  }
  get #task(): TaskState {
    return this.state as TaskState;
  }

  #scope(): Scope {
    return scopeOf(this.execution);
  }

  #runState(): void {
    const { state } = this;
    if (state.Type === 'Task') {
      this.#begin(state);
      return;
    }
    const outcome = runState(state, this.#scope(), this.#now);
    if (outcome.kind === 'leave') this.#leave(outcome.output, outcome.next);
    else if (outcome.kind === 'wait') this.#position.step = { kind: 'waiting', until: outcome.until };
    else this.finish('FAILED', { error: outcome.error, cause: outcome.cause });
  }

  #begin(state: TaskState): void {
    const { working, input } = beginTask(state, this.execution, this.#now);
    this.#position.step = working;
    this.#note(taskEvent('TaskScheduled', state, { parameters: JSON.stringify(input) }));
    this.#note(taskEvent('TaskStarted', state, {}));
  }

  #leave(output: unknown, next: string | undefined): void {
    const text = JSON.stringify(output);
    if (Buffer.byteLength(text) > largestData)
      throw new Failure('States.DataLimitExceeded', `the output has more than ${largestData} bytes`);
    this.#note(stateExited(this.state, this.#position.state, text));
    if (next === undefined) this.finish('SUCCEEDED', { output: text });
    else this.enter(next, output);
  }

  #timeIsUp(): void {
    const { step } = this.#position;
    const due = dueAt(this.execution);
    if (due === this.execution.deadline) {
      this.finish('TIMED_OUT', {
        error: 'States.Timeout',
        cause: 'the execution ran out of its TimeoutSeconds',
      });
    } else if (step.kind === 'retrying') this.#position.step = { kind: 'ready' };
    else if (step.kind === 'waiting') {
      const { state } = this;
      this.#guarded(() =>
        this.#leave(
          outputOf(state, this.#scope(), effectiveInput(state, this.#scope())),
          'Next' in state ? state.Next : undefined,
        ),
      );
    } else if (step.kind === 'working' && due === step.deadline)
      this.fail(new Failure('States.Timeout', `${this.#position.state} ran out of its time`));
    else this.fail(new Failure('States.HeartbeatTimeout', `no heartbeat came for ${this.#position.state}`));
  }

  /** Turns exceptions into a failure of the state, which may be retried or caught. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#recover(error instanceof Failure ? error : runtimeFailure(String(error)));
    }
  }

  #recover(failure: Failure): void {
    const { state } = this;
    const pause =
      state.Type === 'Task' ? pauseBeforeRetry(state, failure, this.#position.retries) : undefined;
    if (pause) {
      this.#position.retries = pause.retries;
      this.#position.step = { kind: 'retrying', until: this.#now + pause.milliseconds };
      return;
    }
    try {
      const way = state.Type === 'Task' ? caughtBy(state, failure, this.#position.input) : undefined;
      if (way) this.#leave(way.output, way.next);
      else this.finish('FAILED', failure);
    } catch (error) {
      this.finish('FAILED', error instanceof Failure ? error : runtimeFailure(String(error)));
    }
  }
}

/** A history event in AWS's form, without id and timestamp. */
export type HistoryEvent = { type: string } & Record<string, unknown>;
export type Note = (event: HistoryEvent) => void;

export const stateEntered = ({ Type }: State, name: string, input: unknown): HistoryEvent => ({
  type: `${Type}StateEntered`,
  stateEnteredEventDetails: { name, input: JSON.stringify(input), inputDetails: { truncated: false } },
});

export const stateExited = ({ Type }: State, name: string, output: string): HistoryEvent => ({
  type: `${Type}StateExited`,
  stateExitedEventDetails: { name, output, outputDetails: { truncated: false } },
});

/** AWS has other event names for tasks whose Resource is a function's ARN. Here all tasks use these. */
export const taskEvent = (type: string, { Resource }: TaskState, details: object): HistoryEvent => ({
  type,
  [`${type[0]?.toLowerCase()}${type.slice(1)}EventDetails`]: {
    resourceType: 'lambda',
    resource: taskResource(Resource)?.waits ? 'invoke.waitForTaskToken' : 'invoke',
    ...details,
  },
});
