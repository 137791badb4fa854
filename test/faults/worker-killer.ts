import type { LocalCloud } from '@odoo-plant-gateway/local-cloud';
import { randomNumbers } from '../../local/sample/random.ts';

export interface KillPlan {
  /** probability that a call of the function kills it, 0 to 1 */
  share: number;
  /** a kill happens within this many milliseconds after the call: before, while and after Odoo books */
  withinMs: number;
  /** the messages of a killed worker, and their ordering keys, wait for the visibility timeout; so not too many */
  atMost: number;
}

/** Kills workers in the middle of their work. */
export class WorkerKiller {
  kills = 0;
  readonly #cloud: LocalCloud;
  readonly #plan: KillPlan;
  readonly #random: () => number;
  #planned = 0;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(cloud: LocalCloud, plan: KillPlan, seed: number) {
    this.#cloud = cloud;
    this.#plan = plan;
    this.#random = randomNumbers(seed);
  }

  /** A worker of the function has just been called. */
  perhaps(functionName: string): void {
    const { share, withinMs, atMost } = this.#plan;
    if (this.#planned >= atMost || this.#random() >= share) return;
    this.#planned += 1;
    const timer = setTimeout(async () => {
      this.#timers.delete(timer);
      if (await this.#cloud.killWorker(functionName)) this.kills += 1;
    }, this.#random() * withinMs);
    this.#timers.add(timer);
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
