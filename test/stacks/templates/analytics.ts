import { describe, expect, it } from 'vitest';
import { datasets } from '../../../datasets/index.ts';
import { partitionKey } from '../../../lambdas/analytics/lake.ts';
import { all, type Synthesized } from './synthesized.ts';

const tablesOf = ({ resources }: Synthesized) =>
  resources('AWS::Glue::Table').map(({ Properties }) => Properties.TableInput);

/** What must be quoted in a query of Athena's; a column of such a name is a trap. */
const reserved = new Set(
  'alter and as between by case cast constraint create cross current_date current_time delete describe distinct drop else end escape except execute exists extract false first for from full group grouping having in inner insert intersect into is join last left like natural not null on or order outer prepare right rollup select skip table then true uescape union unnest using values when where with date timestamp start end user partition'.split(
    ' ',
  ),
);

describe('the tables of history', () => {
  it('are one for every dataset, with its columns', () => {
    for (const one of all) {
      expect(tablesOf(one).map(({ Name }) => Name)).toEqual(datasets.map(({ name }) => name));
      for (const [at, { StorageDescriptor }] of tablesOf(one).entries())
        expect(
          StorageDescriptor.Columns.map(({ Name, Type }: { Name: string; Type: string }) => [Name, Type]),
        ).toEqual(datasets[at]?.columns.map(({ name, type }) => [name, type]));
    }
  });

  it('find a partition where it is written, in the bucket of the environment', () => {
    for (const one of all) {
      const [bucket] = one
        .resources('AWS::S3::Bucket')
        .filter(({ Properties }) => JSON.stringify(Properties.BucketName).includes('analytics'));
      for (const { Name, Parameters, PartitionKeys } of tablesOf(one)) {
        const template = JSON.stringify(Parameters['storage.location.template']);
        const folder = partitionKey(Name, { plant: `$\{plant}`, day: `$\{day}` }).replace('data.parquet', '');
        expect(template).toContain(`/${folder}`);
        expect(template).toContain(`s3://opg-${one.environment.name}-analytics-`);
        expect(JSON.stringify(bucket?.Properties.BucketName)).toContain(
          `opg-${one.environment.name}-analytics-`,
        );
        expect(Parameters['projection.plant.values']).toBe(one.environment.plants.join(','));
        expect(PartitionKeys).toEqual([
          { Name: 'plant', Type: 'string' },
          { Name: 'day', Type: 'string' },
        ]);
      }
    }
  });

  it('have no column that must be quoted in a query', () => {
    for (const { name, columns } of datasets)
      for (const given of [name, ...columns.map((column) => column.name)])
        expect(reserved.has(given), `${name}.${given}`).toBe(false);
  });
});
