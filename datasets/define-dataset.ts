/** A dataset of the analytics store, and its columns; Athena has a table of the same name and columns. */
export interface Dataset {
  name: string;
  /** what a row is */
  of: string;
  columns: readonly Column[];
}

export interface Column {
  name: string;
  type: ColumnType;
  /** what it says, with its unit */
  says: string;
}

/** Names that Parquet's and Athena's types share here. A `date` is `YYYY-MM-DD`, a `timestamp` a moment in UTC. */
export type ColumnType = 'string' | 'double' | 'bigint' | 'boolean' | 'timestamp' | 'date';

/** Folder of the analytics bucket with a folder for every dataset, and nothing else. */
export const historyFolder = 'history';

/** Every partition is of one plant and day; the columns of that are not in the files but in their names. */
export const partitionKeys = ['plant', 'day'] as const;

const plainName = /^[a-z][a-z0-9_]{0,40}$/;

/** Columns by name, each with its type and what it says: `order: 'string: the production order'`. */
export const defineDataset = (
  name: string,
  of: string,
  columns: Readonly<Record<string, `${ColumnType}: ${string}`>>,
): Dataset => {
  for (const given of [name, ...Object.keys(columns)])
    if (!plainName.test(given) || (partitionKeys as readonly string[]).includes(given))
      throw new Error(`dataset ${name}: ${given} cannot be a name in Athena, or is one of the partition`);
  return {
    name,
    of,
    columns: Object.entries(columns).map(([column, text]) => {
      const [type, ...says] = text.split(': ');
      return { name: column, type: type as ColumnType, says: says.join(': ') };
    }),
  };
};
