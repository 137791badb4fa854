import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'local-cloud-';

/**
 * Copies of the functions' code outside of any project, as /var/task is. A function finds only what its archive contains:
 * a module that was left out fails here as it fails on AWS.
 */
export class TaskRoots {
  readonly #folder: string;
  readonly #copies = new Map<string, string>();

  constructor() {
    removeLeftBehind();
    this.#folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  }

  /** The copy of an archive's folder; one for all functions that share it. */
  copyOf(directory: string): string {
    const known = this.#copies.get(directory);
    if (known) return known;
    const copy = join(this.#folder, String(this.#copies.size));
    cpSync(directory, copy, { recursive: true, dereference: true });
    this.#copies.set(directory, copy);
    return copy;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Removes copies whose process was killed. */
function removeLeftBehind(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = /^local-cloud-(\d+)-/.exec(name) ?? [];
    if (!pid || isAlive(Number(pid))) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // Another user's, who shares the folder: theirs to remove.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
