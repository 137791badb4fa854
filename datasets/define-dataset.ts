/** A dataset of the analytics store. Athena has a table of the same name and columns. */
export interface Dataset {
  name: string;
  /** what one row is; description of the table */
  of: string;
  columns: readonly Column[];
}

export interface Column {
  name: string;
  type: ColumnType;
  /** meaning of the column, with its unit; comment of the column */
  says: string;
}

/** Types that Parquet and Athena both have. A `date` is `YYYY-MM-DD`, a `timestamp` is in UTC. */
export type ColumnType = 'string' | 'double' | 'bigint' | 'boolean' | 'timestamp' | 'date';

/** Folder of the analytics bucket. It contains one folder per dataset and nothing else. */
export const historyFolder = 'history';

/** A partition is one plant and day. These two columns are in the objects' names, not in the files. */
export const partitionKeys = ['plant', 'day'] as const;

const plainName = /^[a-z][a-z0-9_]{0,40}$/;

/** A dataset of columns by name, each with type and meaning: `order: 'string: the production order'`. Throws for a bad name. */
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

/** Columns for the unit of a row's quantities. */
export const unit = {
  unit: 'string: UN/CEFACT code of the unit',
  unit_name: "string: the unit's name in Odoo, when it has no code",
} as const;
