import {
  type CodeMappingEntry,
  type CodeMappingTable,
  codeKey,
  type ImportRecord,
} from '../../lambdas/posting/code-mapping/code-mapping.ts';

const inBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The code mapping in memory; it passes the same suite as the one on DynamoDB. */
export const inMemoryCodeMapping = (): CodeMappingTable => {
  const plants = new Map<string, Map<string, CodeMappingEntry>>();
  const parts = new Map<string, ImportRecord>();
  const entriesOf = (plant: string) => {
    const entries = plants.get(plant) ?? new Map<string, CodeMappingEntry>();
    plants.set(plant, entries);
    return entries;
  };
  return {
    async lookUp(plant, codes) {
      return new Map(
        codes.flatMap((code) => {
          const entry = entriesOf(plant).get(codeKey(code));
          return entry ? [[codeKey(code), entry.odooCode] as const] : [];
        }),
      );
    },
    async page(plant, limit, after) {
      const keys = [...entriesOf(plant).keys()].sort(inBytes);
      const rest = after === undefined ? keys : keys.filter((key) => inBytes(key, after) > 0);
      const page = rest.slice(0, limit);
      const entries = page.flatMap((key) => entriesOf(plant).get(key) ?? []);
      const last = page.at(-1);
      return { entries, ...(rest.length >= limit && last && { next: last }) };
    },
    async put(plant, { kind, code, odooCode }) {
      entriesOf(plant).set(codeKey({ kind, code }), { kind, code, odooCode });
    },
    async remove(plant, code) {
      entriesOf(plant).delete(codeKey(code));
    },
    async recordImport(record) {
      const key = [record.plant, record.startedAt, record.importId, record.part].join('#');
      if (!parts.has(key)) parts.set(key, structuredClone(record));
    },
    async imports(plant, limit) {
      const place = ({ startedAt, importId, part }: ImportRecord) =>
        `${startedAt}#${importId}#${String(part).padStart(6, '0')}`;
      return [...parts.values()]
        .filter((record) => record.plant === plant)
        .sort((a, b) => inBytes(place(b), place(a)))
        .slice(0, limit);
    },
  };
};
