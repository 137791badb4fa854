import type { CrosswalkTable } from './crosswalk-table.ts';
import { type CrosswalkLine, codeKey } from './entries.ts';

/** What a line does to the table; `absent`: it takes out what is not there. */
export type Effect =
  | { change: 'added' | 'unchanged' | 'absent' }
  | { change: 'changed' | 'removed'; was: string };

/** What each line would do now, in their order. */
export const effectsOf = async (
  lines: readonly CrosswalkLine[],
  table: Pick<CrosswalkTable, 'lookUp'>,
): Promise<Effect[]> => {
  const listed = new Map<string, string>();
  for (const [plant, ofPlant] of Map.groupBy(lines, (line) => line.plant))
    for (const [key, odooCode] of await table.lookUp(plant, ofPlant)) listed.set(`${plant}#${key}`, odooCode);
  return lines.map((line) => effectOf(line, listed.get(`${line.plant}#${codeKey(line)}`)));
};

const effectOf = ({ odooCode }: CrosswalkLine, was: string | undefined): Effect => {
  if (odooCode === '') return was === undefined ? { change: 'absent' } : { change: 'removed', was };
  if (was === undefined) return { change: 'added' };
  return was === odooCode ? { change: 'unchanged' } : { change: 'changed', was };
};
