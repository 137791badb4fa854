import {
  type ChangedEntry,
  type CodeMappingLine,
  type CodeMappingTable,
  type ImportRecord,
  type MappingEffect,
  mappingEffects,
} from './code-mapping.ts';

export type ImportCounts = ImportRecord['counts'];
export type AboutImport = Omit<ImportRecord, 'plant' | 'counts' | 'changes'>;

/** Parallel writes to one partition. DynamoDB's limit is a thousand a second. */
const parallelWrites = 25;

type Planned = { line: CodeMappingLine; effect: MappingEffect };

/**
 * Writes the changes of the lines. The import record with all changes is written first: when the function dies after
 * that, the record stays, and the repeat has only the rest to write.
 */
export const importLines = async (
  lines: readonly CodeMappingLine[],
  about: AboutImport,
  table: CodeMappingTable,
): Promise<ImportCounts> => {
  const effects = await mappingEffects(lines, table);
  const planned = lines.flatMap((line, index) => {
    const effect = effects[index];
    return effect ? [{ line, effect }] : [];
  });
  for (const [plant, ofPlant] of Map.groupBy(planned, ({ line }) => line.plant))
    await table.recordImport({
      ...about,
      plant,
      counts: countsOf(ofPlant),
      changes: ofPlant.flatMap(changeOf),
    });
  const toWrite = planned.filter((one) => changeOf(one).length > 0);
  const worker = async () => {
    for (let next = toWrite.pop(); next; next = toWrite.pop()) await write(next.line, about, table);
  };
  await Promise.all(Array.from({ length: parallelWrites }, worker));
  return countsOf(planned);
};

const write = ({ plant, ...entry }: CodeMappingLine, about: AboutImport, table: CodeMappingTable) => {
  const { by, at, importId } = about;
  return entry.odooCode === '' ? table.remove(plant, entry) : table.put(plant, entry, { by, at, importId });
};

const changeOf = ({ line: { kind, code, odooCode }, effect }: Planned): ChangedEntry[] => {
  if (effect.change === 'unchanged' || effect.change === 'absent') return [];
  return [
    {
      kind,
      code,
      ...('was' in effect && { from: effect.was }),
      ...(odooCode !== '' && { to: odooCode }),
    },
  ];
};

const countsOf = (planned: readonly Planned[]): ImportCounts => {
  const count = (...changes: MappingEffect['change'][]) =>
    planned.filter(({ effect }) => changes.includes(effect.change)).length;
  return {
    added: count('added'),
    changed: count('changed'),
    removed: count('removed'),
    unchanged: count('unchanged', 'absent'),
  };
};
