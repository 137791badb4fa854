import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fixture, ScreenStep } from './case.ts';

const modules = ['fixtures', 'snapshot', 'screens_steps', 'screens', 'run'];
const mark = '@@certification ';

export interface CaseInOdoo {
  prefix: string;
  fixture: Fixture;
  screens: ScreenStep[];
}

/** What a case left behind, as lines; or why the screens did not let a person do it. */
export type Left = { left: string[] } | { refused: string; trace: string };

/** Runs Python inside Odoo. `command`: as `ODOO_SHELL` of scripts/odoo-up.sh, program and arguments. */
export class OdooShell {
  readonly #command: readonly string[];

  constructor(command: string) {
    this.#command = command.split(' ').filter(Boolean);
  }

  /** Makes what the cases start from. */
  make(cases: readonly CaseInOdoo[]): Promise<unknown> {
    return this.#run('make', cases);
  }

  /** What people do in the screens while events come; it stays. */
  people(cases: readonly { prefix: string; people: ScreenStep[] }[]): Promise<unknown> {
    return this.#run('people', cases);
  }

  /** Works the cases in the screens, and takes it back. */
  async screens(cases: readonly CaseInOdoo[]): Promise<Left[]> {
    return (await this.#run('screens', cases)) as Left[];
  }

  /** What the cases left behind. */
  async look(cases: readonly Pick<CaseInOdoo, 'prefix'>[]): Promise<Left[]> {
    return (await this.#run('look', cases)) as Left[];
  }

  #run(phase: string, cases: readonly object[]): Promise<unknown> {
    const script = programOf({ phase, cases });
    const [program = '', ...words] = this.#command;
    return new Promise((done, failed) => {
      const child = execFile(program, words, { maxBuffer: 256 << 20 }, (error, stdout, stderr) => {
        const answer = stdout.split('\n').find((line) => line.startsWith(mark));
        if (answer) done(JSON.parse(answer.slice(mark.length)));
        else
          failed(
            new Error(
              `Odoo's shell did not answer: ${error?.message ?? ''}\n${stdout}\n${stderr}`.slice(-6000),
            ),
          );
      });
      child.stdin?.end(script);
    });
  }
}

/** The Python modules in one text, as a shell reads it from its input. */
const programOf = (task: object): string => {
  const sources = Object.fromEntries(
    modules.map((name) => [name, readFileSync(join(import.meta.dirname, 'odoo', `${name}.py`), 'utf8')]),
  );
  return `
import json, sys, types
for name, source in json.loads(${python(JSON.stringify(sources))}).items():
    module = types.ModuleType(name)
    sys.modules[name] = module
    exec(compile(source, name + '.py', 'exec'), module.__dict__)
sys.modules['run'].run(env, json.loads(${python(JSON.stringify(task))}))
`;
};

/** A text as a Python literal: JSON's is one, but for what it may leave unescaped. */
const python = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
