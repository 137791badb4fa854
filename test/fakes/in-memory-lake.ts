import type { Lake, LakeRow, Partition } from '../../lambdas/analytics/lake.ts';

export interface InMemoryLake extends Lake {
  rows(dataset: string, partition: Partition): LakeRow[];
  /** `<dataset> <plant> <day>` of every partition that has rows */
  partitions(): string[];
}

/** Partitions as they were last replaced; missing cells are not there, as a reader of the store sees it. */
export const inMemoryLake = (): InMemoryLake => {
  const kept = new Map<string, LakeRow[]>();
  const keyOf = (dataset: string, { plant, day }: Partition) => `${dataset} ${plant} ${day}`;
  return {
    async replace(dataset, partition, portions) {
      const rows: LakeRow[] = [];
      const known = dataset.columns.map(({ name }) => name);
      for await (const portion of portions)
        for (const row of portion) {
          const cells = Object.entries(row).filter(([, cell]) => cell !== undefined);
          const stranger = cells.find(([name]) => !known.includes(name));
          if (stranger) throw new Error(`dataset ${dataset.name} has no column ${stranger[0]}`);
          rows.push(Object.fromEntries(cells));
        }
      if (rows.length === 0) kept.delete(keyOf(dataset.name, partition));
      else kept.set(keyOf(dataset.name, partition), rows);
      return { rows: rows.length };
    },
    rows: (dataset, partition) => kept.get(keyOf(dataset, partition)) ?? [],
    partitions: () => [...kept.keys()].sort(),
  };
};
