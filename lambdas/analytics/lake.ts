import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { type Column, type Dataset, historyFolder } from '../../datasets/define-dataset.ts';
import { awsCalls } from '../platform/aws.ts';

/**
 * The analytics store: datasets of rows, partitioned by plant and day. A partition is replaced as a whole and in one step,
 * so a reader gets the old rows or the new ones. Throws when the store fails.
 */
export interface Lake {
  /** Writes the rows of a partition. They come in portions and are never in memory together. No rows: removes it. */
  replace(
    dataset: Dataset,
    partition: Partition,
    rows: AsyncIterable<readonly LakeRow[]>,
  ): Promise<{ rows: number }>;
}

export interface Partition {
  plant: string;
  /** the plant's day in its own time zone, `YYYY-MM-DD` */
  day: string;
}

/** `undefined` is null in the store. */
export type LakeCell = string | number | boolean | Date | undefined;

export type LakeRow = Readonly<Record<string, LakeCell>>;

/** Timeout of 60 s: writing the file of a busy day takes longer than the other functions' small calls. */
const slowCalls = { ...awsCalls, requestHandler: { ...awsCalls.requestHandler, requestTimeout: 60_000 } };

/** One object is one partition: S3 gives readers the old object or the new one, never a mixture. */
export const s3Lake = (bucket: string, client = new S3Client(slowCalls)): Lake => ({
  async replace(dataset, partition, portions) {
    const Key = partitionKey(dataset.name, partition);
    const { bytes, rows } = await parquetOf(dataset, portions);
    if (rows === 0) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
    else
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key,
          Body: bytes,
          ContentType: 'application/vnd.apache.parquet',
        }),
      );
    return { rows };
  },
});

/** Object key in Hive style: query tools read plant and day from the path. */
export const partitionKey = (dataset: string, { plant, day }: Partition): string =>
  `${historyFolder}/${dataset}/plant=${plant}/day=${day}/data.parquet`;

/** Rows encoded together. At most this many unencoded rows are in memory. */
const rowsPerGroup = 10_000;

/** One Parquet file with all rows. The same rows in the same order give the same bytes. Throws for a wrong cell. */
export const parquetOf = async (
  { name, columns }: Dataset,
  portions: AsyncIterable<readonly LakeRow[]>,
): Promise<{ bytes: Buffer; rows: number }> => {
  const { writer, spooled } = spool();
  const names = new Set(columns.map((column) => column.name));
  const file = new ParquetWriter({
    writer,
    schema: [{ name: 'root', num_children: columns.length }, ...columns.map(elementOf)],
    createdBy: 'odoo-plant-gateway',
  });
  let group: Stored[][] = columns.map(() => []);
  let rows = 0;
  const write = async () => {
    const columnData = columns.map((column, at) => ({ name: column.name, data: group[at] ?? [] }));
    await file.write({ columnData, rowGroupSize: rowsPerGroup });
    group = columns.map(() => []);
  };
  for await (const portion of portions)
    for (const row of portion) {
      const unknown = Object.keys(row).find((column) => !names.has(column));
      if (unknown !== undefined) throw new Error(`dataset ${name} has no column ${unknown}`);
      for (const [at, column] of columns.entries()) group[at]?.push(storedOf(name, column, row[column.name]));
      rows += 1;
      if (rows % rowsPerGroup === 0) await write();
    }
  if (rows % rowsPerGroup !== 0) await write();
  await file.finish();
  return { bytes: spooled(), rows };
};

type Stored = string | number | bigint | boolean | Date | null;

const millisecondsADay = 86_400_000;

/** A cell that does not fit its column is a bug of the gateway. It throws: no file is better than a wrong one. */
const storedOf = (dataset: string, { name, type }: Column, cell: LakeCell): Stored => {
  if (cell === undefined) return null;
  if (type === 'string' && typeof cell === 'string') return cell;
  if (type === 'double' && typeof cell === 'number' && Number.isFinite(cell)) return cell;
  if (type === 'bigint' && typeof cell === 'number' && Number.isSafeInteger(cell)) return BigInt(cell);
  if (type === 'boolean' && typeof cell === 'boolean') return cell;
  if (type === 'timestamp' && cell instanceof Date && !Number.isNaN(cell.getTime())) return cell;
  if (type === 'date' && typeof cell === 'string' && /^\d{4}-\d\d-\d\d$/.test(cell)) {
    const day = Date.parse(cell) / millisecondsADay;
    if (Number.isInteger(day)) return day;
  }
  throw new Error(`dataset ${dataset}: ${String(cell)} is no ${type} for column ${name}`);
};

const elementOf = ({ name, type }: Column) => ({
  name,
  repetition_type: 'OPTIONAL' as const,
  ...physical[type],
});

/** Parquet types as Athena reads them. Its timestamps have milliseconds. */
const physical = {
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  double: { type: 'DOUBLE' },
  bigint: { type: 'INT64' },
  boolean: { type: 'BOOLEAN' },
  timestamp: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
  date: { type: 'INT32', converted_type: 'DATE' },
} as const;

/** Takes the encoded bytes out of the writer after every group. A growing writer would copy all bytes again each time. */
const spool = () => {
  const writer = new ByteWriter(1 << 20);
  const chunks: Buffer[] = [];
  const flush = () => {
    chunks.push(Buffer.from(writer.getBytes()));
    writer.index = 0;
  };
  return {
    writer: Object.assign(writer, { flush, finish: flush }),
    spooled: () => Buffer.concat(chunks.splice(0)),
  };
};
