import type { Dataset } from '../../datasets/define-dataset.ts';

/**
 * The analytics store: datasets of rows, each partitioned by plant and day. A partition is replaced as a whole, in one
 * step: who reads it sees the old rows or the new ones. Throws when the store fails.
 */
export interface Lake {
  /** Rows come in portions, so that they need never be in memory together. No rows remove the partition. */
  replace(
    dataset: Dataset,
    partition: Partition,
    rows: AsyncIterable<readonly Row[]>,
  ): Promise<{ rows: number }>;
}

export interface Partition {
  plant: string;
  /** of the plant, in its own time zone, `YYYY-MM-DD` */
  day: string;
}

/** Missing is null in the store. */
export type Cell = string | number | boolean | Date | undefined;
export type Row = Readonly<Record<string, Cell>>;
