import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fixture, ScreenStep } from './case.ts';

/** Each after those that it imports. */
const modules = [
  'clock',
  'valuation',
  'facts',
  'fixtures_work',
  'fixtures',
  'fixtures_existing',
  'snapshot_work',
  'snapshot',
  'screens_logistics',
  'screens_drawn',
  'screens_valuation',
  'screens_steps',
  'screens_work',
  'screens_production',
  'screens',
  'screens_existing',
  'run',
];
const mark = '@@certification ';

export interface CaseInOdoo {
  prefix: string;
  fixture: Fixture;
  screens: ScreenStep[];
  /** RFC 3339: see `Case` */
  begins?: string;
}

/** What a case left behind, as lines; or why the screens did not let a person do it. */
export type Left = { left: string[] } | { refused: string; trace: string };

/** Whether Odoo did it; what it refused has changed nothing. */
export type Done = { done: true } | { refused: string; trace: string };

/** What a database is, without anything that names its owner; but for `main`, which no report has. */
export interface Facts {
  database: string;
  /** environment that it is marked with; null for none */
  mark: string | null;
  edition: 'Community' | 'Enterprise';
  version: string;
  modules: string[];
  languages: string[];
  companies: number;
  /** methods and valuations of the categories in use, such as `fifo real_time` */
  costing: string[];
  /** steps of receipt, delivery and manufacture of its warehouses, such as `1-2-3` */
  warehouses: string[];
  /** where cases are worked that say nothing else: warehouse, its company and steps, the company's costing */
  main: { code: string; company: string; steps: number; costing: string } | null;
}

/**
 * Runs Python inside Odoo. `command`: program and arguments that read Python from their input, as `ODOO_SHELL` of
 * scripts/odoo-up.sh.
 */
export class OdooShell {
  readonly #command: readonly string[];
  readonly #language: string;
  /** dates from here on are told as `now` */
  readonly #began = new Date();

  /** `language`: the integration user's, from when the cases are made */
  constructor(command: string, language = 'en_US') {
    this.#language = language;
    this.#command = command.split(' ').filter(Boolean);
  }

  async facts(): Promise<Facts> {
    return (await this.#ask({ phase: 'facts', cases: [], now: new Date() })) as Facts;
  }

  /** Makes what the cases start from. */
  async make(cases: readonly CaseInOdoo[]): Promise<Done[]> {
    return (await this.#run('make', cases)) as Done[];
  }

  /** What people do in the screens while events come; it stays. */
  async people(
    cases: readonly ({ prefix: string; people: ScreenStep[] } & Pick<CaseInOdoo, 'begins'>)[],
  ): Promise<Done[]> {
    return (await this.#run('people', cases)) as Done[];
  }

  /** Works the cases in the screens, and takes it back. */
  async screens(cases: readonly CaseInOdoo[]): Promise<Left[]> {
    return (await this.#run('screens', cases)) as Left[];
  }

  /** What the cases left behind. */
  async look(cases: readonly CaseInOdoo[]): Promise<Left[]> {
    return (await this.#run('look', cases)) as Left[];
  }

  /** Cases with times of their own run in a second shell, whose clock is set. The answers are in the order of the cases. */
  async #run(
    phase: string,
    cases: readonly (object & Pick<CaseInOdoo, 'begins'>)[],
  ): Promise<readonly unknown[]> {
    const timed = cases.filter(({ begins }) => begins);
    const others = cases.filter(({ begins }) => !begins);
    const answers = new Map<object, unknown>();
    const work = async (some: readonly object[], environment?: NodeJS.ProcessEnv) => {
      if (some.length === 0) return;
      const given = (await this.#ask(
        { phase, cases: some, began: this.#began, now: new Date(), language: this.#language },
        environment,
      )) as unknown[];
      for (const [index, each] of some.entries()) answers.set(each, given[index]);
    };
    await work(others);
    await underFakeTime((environment) => work(timed, environment));
    return cases.map((each) => answers.get(each));
  }

  #ask(task: object, environment: NodeJS.ProcessEnv = process.env): Promise<unknown> {
    const script = programOf(task);
    const [program = '', ...words] = this.#command;
    const options = { maxBuffer: 256 << 20, env: environment };
    return new Promise((done, failed) => {
      const child = execFile(program, words, options, (error, stdout, stderr) => {
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

/** Debian's libfaketime. `$LIB` is resolved by the dynamic linker. */
const faketime = '/usr/$LIB/faketime/libfaketime.so.1';

/** The environment of a shell that reads its clock from a file that it writes itself; it may be another user's. */
const underFakeTime = async (work: (environment: NodeJS.ProcessEnv) => Promise<void>): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'clock-'));
  const file = join(folder, 'time');
  try {
    writeFileSync(file, `${new Date().toISOString().slice(0, 19).replace('T', ' ')}\n`);
    chmodSync(folder, 0o755);
    chmodSync(file, 0o666);
    await work({
      ...process.env,
      LD_PRELOAD: faketime,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      TZ: 'UTC',
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

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
