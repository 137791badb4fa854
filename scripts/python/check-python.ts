import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '@astral-sh/ruff-wasm-nodejs';
import { filesOfAction, joined } from '../../odoo/procedures.ts';
import { pythonFiles } from './files.ts';
import type { Finding } from './finding.ts';
import { formatted, type Linter, lint, remedyOf } from './ruff.ts';
import { safeEvalOffences } from './safe-eval.ts';
import type { SourceFile } from './scopes.ts';
import { stockOffences } from './stock-changes.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const MODULE = 'odoo/plant_gateway/';

const read = (path: string): SourceFile => ({
  path,
  text: readFileSync(join(ROOT, path), 'utf8').replaceAll('\r\n', '\n'),
});

export const pythonOfRepository = (): SourceFile[] => pythonFiles(ROOT).map(read);

/** The files of the server action, by their paths in the repository. */
export const partsOfAction = (): SourceFile[] =>
  filesOfAction().map(({ path, text }) => ({ path: MODULE + path, text }));

/** Rewrites what is not formatted; names those files. */
export function formatPython(): string[] {
  return pythonOfRepository().flatMap(({ path, text }) => {
    const right = formatted(text);
    if (right === undefined || right === text) return [];
    writeFileSync(join(ROOT, path), right);
    return [path];
  });
}

/** Everything that is wrong with these files, and with the action made of the parts among them. */
export function findingsIn(files: readonly SourceFile[], parts: readonly SourceFile[]): Finding[] {
  const offences = [...safeEvalOffences(parts), ...stockOffences(parts)].map(
    ({ file, at, ...offence }): Finding => {
      const before = file.text.slice(0, at).split('\n');
      return { path: file.path, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, ...offence };
    },
  );
  const unknown = new Set(offences.filter(({ rule }) => rule === 'unknown').map(placeOf));
  const linted = [
    ...files.flatMap((file) =>
      lint(linterFor(file, parts), file.text).map((found) => findingOf(file.path, found)),
    ),
    ...findingsInAction(parts).filter((found) => !(found.rule === 'F821' && unknown.has(placeOf(found)))),
  ];
  const all = [...files.flatMap(unformatted), ...linted, ...offences];
  // A part is linted alone and in the action: what both say is said once.
  return [...new Map(all.map((found) => [`${placeOf(found)} ${found.rule}`, found])).values()].sort((a, b) =>
    a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line || a.column - b.column,
  );
}

const placeOf = ({ path, line, column }: Finding): string => `${path}:${line}:${column}`;

function linterFor({ path }: SourceFile, parts: readonly SourceFile[]): Linter {
  if (parts.some((part) => part.path === path)) return 'part';
  return path.endsWith('/__manifest__.py') ? 'manifest' : 'script';
}

function findingOf(path: string, found: Diagnostic): Finding {
  const { row, column } = found.start_location;
  const rule = found.code ?? 'syntax';
  return { path, line: row, column, rule, message: found.message, remedy: remedyOf(found) };
}

/** Findings that only the joined text shows, at the lines of the files it came from. */
function findingsInAction(parts: readonly SourceFile[]): Finding[] {
  if (parts.length === 0) return [];
  // joined() drops blank lines around a file, and puts two between files.
  const starts: number[] = [];
  let next = 1;
  for (const { text } of parts) {
    starts.push(next);
    next += text.trim().split('\n').length + 2;
  }
  return lint('action', joined(parts.map(({ text }) => text))).flatMap((found) => {
    const index = starts.findLastIndex((start) => start <= found.start_location.row);
    const part = parts[index];
    if (!part) return [];
    const dropped = /^\s*/.exec(part.text)?.[0].split('\n').length ?? 1;
    const row = found.start_location.row - (starts[index] ?? 1) + dropped;
    return [findingOf(part.path, { ...found, start_location: { ...found.start_location, row } })];
  });
}

function unformatted({ path, text }: SourceFile): Finding[] {
  const right = formatted(text);
  if (right === undefined || right === text) return [];
  const lines = right.split('\n');
  const line = text.split('\n').findIndex((each, index) => each !== lines[index]) + 1;
  const message = 'is not formatted from here on';
  return [{ path, line, column: 1, rule: 'format', message, remedy: 'npm run format' }];
}
