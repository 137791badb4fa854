import { Aws, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Construct } from 'constructs';
import type { Environment } from '../configuration/environment.ts';
import { type Dataset, historyFolder, partitionKeys } from '../datasets/define-dataset.ts';
import { datasets } from '../datasets/index.ts';
import { namesOf } from './names.ts';

export interface AnalyticsStackProps extends StackProps {
  environment: Environment;
}

/** Glue tables over the analytics bucket, for Athena and tools that use it. The stack contains no data. */
export class AnalyticsStack extends Stack {
  constructor(scope: Construct, id: string, { environment, ...props }: AnalyticsStackProps) {
    super(scope, id, props);
    const { analyticsDatabase, analyticsBucket } = namesOf(environment);
    const database = new CfnDatabase(this, 'Database', {
      catalogId: Aws.ACCOUNT_ID,
      databaseInput: {
        name: analyticsDatabase,
        description: `History of the plants, from Odoo and the gateway (${environment.name})`,
      },
    });
    for (const dataset of datasets) {
      const location = `s3://${analyticsBucket(this)}/${historyFolder}/${dataset.name}`;
      const table = new CfnTable(this, `Table-${dataset.name}`, {
        catalogId: Aws.ACCOUNT_ID,
        databaseName: analyticsDatabase,
        tableInput: tableOf(dataset, location, environment.plants),
      });
      table.addResourceDependency(database);
    }
  }
}

/** Glue's limit of a column's comment, in characters. */
const longestComment = 255;

/** Athena calculates the partitions from plants and days (partition projection), so no partition is ever registered. */
const tableOf = ({ name, of, columns }: Dataset, location: string, plants: readonly string[]) => ({
  name,
  description: of,
  tableType: 'EXTERNAL_TABLE',
  parameters: {
    classification: 'parquet',
    'projection.enabled': 'true',
    'projection.plant.type': 'enum',
    'projection.plant.values': plants.join(','),
    'projection.day.type': 'date',
    'projection.day.format': 'yyyy-MM-dd',
    // A plant's day may begin before UTC's.
    'projection.day.range': '2020-01-01,NOW+1DAYS',
    'projection.day.interval': '1',
    'projection.day.interval.unit': 'DAYS',
    'storage.location.template': `${location}/plant=$\{plant}/day=$\{day}/`,
  },
  partitionKeys: partitionKeys.map((key) => ({ name: key, type: 'string' })),
  storageDescriptor: {
    location: `${location}/`,
    inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
    serdeInfo: { serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
    columns: columns.map((column) => ({
      name: column.name,
      type: column.type,
      comment: column.says.slice(0, longestComment),
    })),
  },
});
