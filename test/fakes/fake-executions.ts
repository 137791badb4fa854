import type { Executions } from '../../lambdas/quality/registry.ts';
import { executionName, type HoldRound, inputOf } from '../../lambdas/quality/registry.ts';
import { type Definition, qualityHoldDefinition, type State } from './quality-hold-definition.ts';

type Data = Record<string, unknown>;

export interface Execution {
  name: string;
  state: string;
  data: Data;
  over?: 'succeeded' | 'failed';
  /** while a state waits for its token */
  waits?: { token: string; until: number; beatSeconds: number; beatUntil: number };
  /** names of the states it entered */
  path: string[];
}

const at = (data: unknown, path: string): unknown =>
  path
    .slice(2)
    .split('.')
    .filter(Boolean)
    .reduce<unknown>((value, name) => (value as Data)?.[name], data);

/** `"name.$": "$.path"` and constants, to the only depth that the quality hold uses: one. */
const filled = (template: Data, data: unknown, token: string): Data =>
  Object.fromEntries(
    Object.entries(template).map(([name, value]) => {
      if (!name.endsWith('.$')) return [name, value];
      const path = String(value);
      return [name.slice(0, -2), path === '$$.Task.Token' ? token : at(data, path)];
    }),
  );

/** Step Functions reduced to what the quality hold uses, step by step, over the definition that is deployed. */
export class FakeExecutions implements Executions {
  readonly all = new Map<string, Execution>();
  readonly #definition: Definition = qualityHoldDefinition();
  readonly #now: () => number;
  #tokens = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  async start(round: HoldRound): Promise<'running' | 'over'> {
    const name = executionName(round);
    const known = this.all.get(name);
    if (known) return known.over ? 'over' : 'running';
    const data = JSON.parse(JSON.stringify(inputOf(round)));
    this.all.set(name, { name, state: this.#definition.StartAt, data, path: [] });
    return 'running';
  }

  async succeed(token: string): Promise<void> {
    const execution = this.#waitingFor(token);
    if (execution) this.#goOn(execution);
  }

  async fail(token: string, error: string): Promise<void> {
    const execution = this.#waitingFor(token);
    if (execution) this.#failed(execution, error);
  }

  async beat(token: string): Promise<void> {
    const { waits } = this.#waitingFor(token) ?? {};
    if (waits) waits.beatUntil = this.#now() + waits.beatSeconds * 1000;
  }

  running(): Execution[] {
    return [...this.all.values()].filter(({ over }) => !over);
  }

  /** Stops it, as an operator or a fault may. */
  abort(execution: Execution): void {
    execution.over = 'failed';
    delete execution.waits;
  }

  /** True while it waits and the wait is not over. */
  isAtRest({ waits }: Execution): boolean {
    return waits !== undefined && this.#now() < Math.min(waits.until, waits.beatUntil);
  }

  /** Goes one state further, or leaves a wait whose time is over. The next call tries a failed task again. */
  async step(execution: Execution, invoke: (payload: Data) => Promise<unknown>): Promise<void> {
    if (execution.over || this.isAtRest(execution)) return;
    if (execution.waits) return this.#failed(execution, 'States.Timeout');
    const state = this.#stateOf(execution);
    execution.path.push(execution.state);
    if (state.Type === 'Succeed') {
      execution.over = 'succeeded';
      return;
    }
    if (state.Type === 'Choice') {
      const chosen = state.Choices?.find(
        ({ Variable, StringEquals }) => at(execution.data, Variable) === StringEquals,
      );
      execution.state = chosen?.Next ?? state.Default ?? 'none';
      return;
    }
    await this.#task(execution, state, invoke);
  }

  async #task(execution: Execution, state: State, invoke: (payload: Data) => Promise<unknown>) {
    this.#tokens += 1;
    const token = `token-${this.#tokens}`;
    const payload = filled(state.Parameters?.Payload ?? {}, execution.data, token);
    const waits = state.Resource?.endsWith('.waitForTaskToken');
    if (waits) {
      const seconds = state.TimeoutSeconds ?? Number(at(execution.data, state.TimeoutSecondsPath ?? ''));
      const beat = state.HeartbeatSecondsPath;
      const beatSeconds = beat ? Number(at(execution.data, beat)) : seconds;
      if (!(Number.isInteger(seconds) && seconds > 0 && beatSeconds > 0 && beatSeconds <= seconds))
        throw new Error(`AWS refuses to wait ${seconds} s with a heartbeat of ${beatSeconds} s`);
      const now = this.#now();
      execution.waits = {
        token,
        beatSeconds,
        until: now + seconds * 1000,
        beatUntil: now + beatSeconds * 1000,
      };
    }
    try {
      const answer = await invoke(JSON.parse(JSON.stringify(payload)));
      if (waits) return;
      const result = filled(state.ResultSelector ?? {}, { Payload: answer }, token);
      if (state.ResultPath) execution.data = { ...execution.data, [state.ResultPath.slice(2)]: result };
      this.#goOn(execution);
    } catch (error) {
      if (waits && execution.waits?.token !== token) return;
      this.#failed(execution, error instanceof Error ? error.name : 'Error');
    }
  }

  #failed(execution: Execution, error: string): void {
    delete execution.waits;
    const state = this.#stateOf(execution);
    const matches = ({ ErrorEquals }: { ErrorEquals: string[] }) => ErrorEquals.includes(error);
    if (state.Retry?.some(matches)) return;
    const caught = state.Catch?.find(matches);
    if (caught) execution.state = caught.Next;
    else execution.over = 'failed';
  }

  #goOn(execution: Execution): void {
    delete execution.waits;
    execution.state = this.#stateOf(execution).Next ?? 'none';
  }

  #stateOf({ state }: Execution): State {
    const found = this.#definition.States[state];
    if (!found) throw new Error(`no state ${state}`);
    return found;
  }

  #waitingFor(token: string): Execution | undefined {
    return this.running().find(({ waits }) => waits?.token === token);
  }
}
