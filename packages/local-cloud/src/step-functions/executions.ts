import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { AwsError } from '../aws-endpoint.ts';
import type { Cancel, Clock } from '../clock.ts';
import type { Functions } from '../lambda/functions.ts';
import { KeyValueStore, transaction } from '../storage.ts';
import { type Definition, definitionSchema } from './definition.ts';
import type { ExecutionStore } from './execution.ts';
import { dueAt, type Execution, type Working } from './execution.ts';
import { Failure } from './failure.ts';
import type { HistoryEvent } from './interpreter.ts';
import { Interpreter } from './interpreter.ts';
import type { StateMachine } from './service.ts';
import { failureOfFunction, resultOf } from './tasks.ts';

export interface ExecutionsOptions {
  database: DatabaseSync;
  store: ExecutionStore;
  clock: Clock;
  functions: Pick<Functions, 'invoke'>;
  log(line: string): void;
}

/** Runs executions: calls the functions of their tasks and sets timers for waits, retries and timeouts. */
export class Executions {
  readonly #options: ExecutionsOptions;
  readonly #definitions: KeyValueStore<string>;
  readonly #read = new Map<string, Definition>();
  readonly #timers = new Map<string, Cancel>();
  /** calls of functions in progress, by attempt */
  readonly #calls = new Map<string, Promise<void>>();
  #stopped = false;

  constructor(options: ExecutionsOptions) {
    this.#options = options;
    this.#definitions = new KeyValueStore(options.database, 'state-machine-definition');
  }

  begin(machine: StateMachine, arn: string, name: string, input: string): Execution {
    const { definition } = machine;
    const now = this.#options.clock.now();
    const key = createHash('sha256').update(machine.text).digest('hex');
    this.#definitions.once(key, () => machine.text);
    const execution: Execution = {
      arn,
      machineArn: machine.arn,
      name,
      input,
      definition: key,
      roleArn: machine.roleArn,
      status: 'RUNNING',
      startedAt: now,
      ...(definition.TimeoutSeconds !== undefined && { deadline: now + definition.TimeoutSeconds * 1000 }),
      redrives: 0,
      events: 0,
      position: {
        state: definition.StartAt,
        input: null,
        enteredAt: now,
        retries: [],
        step: { kind: 'ready' },
      },
    };
    return this.#advance(execution, (interpreter, note) => {
      const details = { input, inputDetails: { truncated: false }, roleArn: machine.roleArn };
      note({ type: 'ExecutionStarted', executionStartedEventDetails: details });
      interpreter.enter(definition.StartAt, JSON.parse(input));
    });
  }

  /** Applies a change to an execution and continues it. */
  move(arn: string, change: (interpreter: Interpreter) => void): Execution {
    const execution = this.#options.store.get(arn);
    if (!execution) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return this.#advance(execution, change);
  }

  redrive(arn: string): Execution {
    return this.move(arn, (interpreter) => {
      interpreter.redrive();
      const { TimeoutSeconds } = this.#definition(interpreter.execution);
      if (TimeoutSeconds !== undefined)
        interpreter.execution.deadline = this.#options.clock.now() + TimeoutSeconds * 1000;
    });
  }

  /** Continues the running executions of an earlier start. Interrupted tasks run again; task tokens stay valid. */
  resume(): void {
    for (const { arn } of this.#options.store.list({ status: 'RUNNING' })) this.#wake(arn);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const cancel of this.#timers.values()) cancel();
    await Promise.all(this.#calls.values());
  }

  #advance(
    execution: Execution,
    change: (interpreter: Interpreter, note: (event: HistoryEvent) => void) => void,
  ): Execution {
    const { database, store, clock } = this.#options;
    const now = clock.now();
    const note = (event: HistoryEvent): void => {
      execution.events += 1;
      store.note(execution.arn, { id: execution.events, at: now, event });
    };
    // One transaction: an execution that left a state and entered no other could never continue.
    transaction(database, () => {
      const interpreter = new Interpreter(execution, this.#definition(execution), now, note);
      change(interpreter, note);
      interpreter.advance();
      store.put(execution);
    });
    this.#follow(execution);
    return execution;
  }

  #follow(execution: Execution): void {
    const { arn, status, position } = execution;
    this.#timers.get(arn)?.();
    this.#timers.delete(arn);
    if (this.#stopped) return;
    const due = dueAt(execution);
    if (due !== undefined) {
      const wait = due - this.#options.clock.now();
      this.#timers.set(
        arn,
        this.#options.clock.after(wait, () => this.#wake(arn)),
      );
    }
    const { step } = position;
    if (status === 'RUNNING' && step.kind === 'working' && !step.handedOver && !this.#calls.has(step.attempt))
      this.#call(arn, step);
  }

  #wake(arn: string): void {
    try {
      this.move(arn, () => {});
    } catch (error) {
      this.#options.log(`execution ${arn} cannot go on: ${error instanceof Error ? error.stack : error}`);
    }
  }

  #call(arn: string, { functionName, event, attempt }: Working): void {
    const call = this.#options.functions
      .invoke(functionName, event)
      .then(
        ({ failed, payload }) => (failed ? failureOfFunction(payload) : payload),
        (error: Error) => new Failure(`Lambda.${error.name}`, error.message),
      )
      .then((answer) => this.#take(arn, attempt, answer))
      .finally(() => this.#calls.delete(attempt));
    this.#calls.set(attempt, call);
  }

  #take(arn: string, attempt: string, answer: string | Failure): void {
    // The call was interrupted by `stop`. The next start repeats it.
    if (this.#stopped) return;
    this.move(arn, (interpreter) => {
      const { status, position } = interpreter.execution;
      const { step } = position;
      // Too late: the task timed out, its token was used, or the execution was stopped.
      if (status !== 'RUNNING' || step.kind !== 'working' || step.attempt !== attempt) return;
      if (answer instanceof Failure) interpreter.fail(answer);
      else if (step.token !== undefined) interpreter.awaitToken();
      else if (interpreter.state.Type === 'Task') interpreter.succeed(resultOf(interpreter.state, answer));
    });
  }

  #definition({ definition }: Execution): Definition {
    const known = this.#read.get(definition);
    if (known) return known;
    const read = definitionSchema.parse(JSON.parse(this.#definitions.get(definition) ?? 'null'));
    this.#read.set(definition, read);
    return read;
  }
}
