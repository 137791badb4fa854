import { type Diagnostic, PositionEncoding, Workspace } from '@astral-sh/ruff-wasm-nodejs';
import { offeredNames } from './offered-names.ts';

/** The one place where ruff is configured: its WebAssembly build reads no file. */
const common = {
  'line-length': 120,
  // The oldest that Odoo 19 runs on.
  'target-version': 'py310',
  // Most strings of the procedures were in single quotes before there was a formatter.
  format: { 'quote-style': 'single' },
};

/** pycodestyle, pyflakes, bugbear, comprehensions, pie, pylint's errors and warnings, ruff's own, simplify, pyupgrade. */
const select = ['E', 'W', 'F', 'B', 'C4', 'PIE', 'PLE', 'PLW', 'RUF', 'SIM', 'UP'];

/** What ruff asks for and the code of the action cannot do. */
const ignore = [
  // safe_eval refuses what these ask for: closures of comprehensions and generators, ...
  ...['C417', 'SIM110'],
  // ... tuples with * in them on Python 3.10 and 3.11, ...
  'RUF005',
  // ... `with contextlib.suppress()`, ...
  'SIM105',
  // ... and `yield from`.
  'UP028',
];

const workspace = (lint: object): Workspace =>
  new Workspace({ ...common, lint: { select, ...lint } }, PositionEncoding.Utf16);

/** How a text is linted: a Python file of its own, a part of the action, the whole action, or Odoo's manifest. */
export const linters = {
  script: workspace({}),
  // A part uses names of others: undefined names are found in the whole action.
  part: workspace({ ignore: [...ignore, 'F821'] }),
  action: new Workspace(
    { ...common, builtins: offeredNames, lint: { select, ignore } },
    PositionEncoding.Utf16,
  ),
  // A dict alone is what a manifest is.
  manifest: workspace({ ignore: [...ignore, 'B018'] }),
};

export type Linter = keyof typeof linters;

export const lint = (kind: Linter, text: string): Diagnostic[] => linters[kind].check(text) as Diagnostic[];

/** The text as ruff formats it; undefined when it is no Python, which `lint` says better. */
export function formatted(text: string): string | undefined {
  try {
    return linters.script.format(text);
  } catch {
    return undefined;
  }
}

/** What ruff says helps, or where it is described. */
export function remedyOf({ code, fix, subDiagnostics }: Diagnostic): string {
  const help = subDiagnostics.find(({ severity }) => String(severity) === 'help')?.message;
  const said = fix?.message ?? help;
  if (!code) return 'correct the syntax';
  return `${said ? `${said}; see` : 'see'} https://docs.astral.sh/ruff/rules/${code}`;
}
