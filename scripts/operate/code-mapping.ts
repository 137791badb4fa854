import { readFileSync } from 'node:fs';
import type { PlantCode } from '../../events/code-kinds.ts';
import {
  applyLines,
  compareLines,
  type Decider,
  entriesOf,
  fileOf,
  type Invoke,
  missingPages,
  releaseWaiting,
} from '../../lambdas/operations/code-mapping-client.ts';
import {
  type CodeMappingLine,
  codeKey,
  type MappingEffect,
} from '../../lambdas/posting/code-mapping/code-mapping.ts';
import {
  type FileLine,
  type LineFinding,
  readCodeMappingCsv,
  writeCodeMappingCsv,
} from '../../lambdas/posting/code-mapping/csv.ts';
import { plants } from '../../plants/index.ts';

type Say = (line: string) => void;

export interface ImportOptions {
  apply: boolean;
  release: boolean;
}

const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;

/** Shows what a file would change. Writes only if asked to and if every line is right. Answers the exit code. */
export const importFile = async (
  path: string,
  { apply, release }: ImportOptions,
  decider: Decider,
  invoke: Invoke,
  say: Say,
): Promise<number> => {
  const bytes = readFileSync(path);
  const { lines, findings } = readCodeMappingCsv(bytes, Object.keys(plants));
  if (findings.length > 0) {
    for (const finding of findings) say(wordsOf(path, finding));
    say(`${count(findings.length, 'error')}; nothing was written`);
    return 1;
  }
  const effects = await compareLines(invoke, lines);
  lines.forEach((line, index) => {
    const effect = effects[index];
    if (effect) say(told(line, effect));
  });
  say(summary(effects));
  if (!apply) {
    say('nothing was written; --apply writes it');
    return 0;
  }
  if (lines.length > 0) await applyLines(invoke, lines, fileOf(path, bytes, lines.length), decider);
  say('written');
  if (!release) return 0;
  return releaseAll(
    given(lines, effects),
    { note: `crosswalk import of ${path}`.slice(0, 500), ...decider },
    invoke,
    say,
  );
};

const wordsOf = (path: string, { line, column, rule, detail }: LineFinding): string =>
  `${path}:${line}: ${column ? `${column} ` : ''}${detail} (${rule})`;

const told = ({ line, plant, kind, code, odooCode }: FileLine, effect: MappingEffect): string =>
  [
    `line ${line}`.padEnd(11),
    effect.change.padEnd(10),
    `${plant} ${kind} ${code}`,
    odooCode && `→ ${odooCode}`,
    'was' in effect && `(was ${effect.was})`,
  ]
    .filter(Boolean)
    .join(' ');

const summary = (effects: readonly MappingEffect[]): string =>
  (['added', 'changed', 'removed', 'unchanged', 'absent'] as const)
    .map((change) => `${effects.filter((effect) => effect.change === change).length} ${change}`)
    .join(', ');

/** By plant, the codes that the file says something about; a line left empty says nothing. */
const given = (lines: readonly FileLine[], effects: readonly MappingEffect[]): Map<string, Set<string>> => {
  const telling = lines.filter((_, index) => effects[index]?.change !== 'absent');
  return new Map(
    [...Map.groupBy(telling, ({ plant }) => plant)].map(([plant, ofPlant]) => [
      plant,
      new Set(ofPlant.map(codeKey)),
    ]),
  );
};

const releaseAll = async (
  codes: ReadonlyMap<string, ReadonlySet<string>>,
  decider: Decider,
  invoke: Invoke,
  say: Say,
): Promise<number> => {
  let released = 0;
  for (const [plant, ofPlant] of codes)
    for await (const { eventKey, ok, said } of releaseWaiting(invoke, plant, ofPlant, decider)) {
      say(`${eventKey}  ${ok ? 'released' : 'not released'}: ${said}`);
      if (ok) released += 1;
    }
  say(`${count(released, 'event')} released`);
  return 0;
};

/** A plant's code mapping as a file that an import takes. */
export const exportPlant = async (plant: string, invoke: Invoke): Promise<string> => {
  const entries = await entriesOf(invoke, plant);
  return writeCodeMappingCsv(entries.map((entry) => ({ plant, ...entry })));
};

/** What a plant's quarantined events wait for, as a file to fill in and import. */
export const missingFile = async (plant: string, invoke: Invoke, warn: Say): Promise<string> => {
  const waiting = new Map<string, { code: PlantCode; events: number }>();
  const listed = new Map<string, string>();
  let standstill: string | undefined;
  for await (const page of missingPages(invoke, plant)) {
    standstill = page.standstill;
    for (const entry of page.listed) listed.set(codeKey(entry), entry.odooCode);
    for (const code of page.events.flatMap(({ missing }) => missing)) {
      const known = waiting.get(codeKey(code));
      waiting.set(codeKey(code), { code, events: (known?.events ?? 0) + 1 });
    }
  }
  if (standstill) warn(standstill);
  const lines = [...waiting]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { code }]): CodeMappingLine => ({ plant, ...code, odooCode: listed.get(key) ?? '' }));
  return writeCodeMappingCsv(lines, (line) => waiting.get(codeKey(line))?.events ?? 0);
};
