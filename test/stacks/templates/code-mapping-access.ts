import { describe, expect, it } from 'vitest';
import { all, type Synthesized } from './synthesized.ts';

interface Statement {
  Action: string | string[];
  Resource: unknown;
  Condition?: { 'ForAllValues:StringLike'?: Record<string, string | string[]>; Null?: unknown };
}

const list = <T>(one: T | T[]): T[] => (Array.isArray(one) ? one : [one]);

/** Who may do what with the code mapping, and with which partition keys. */
const grantsOf = ({ environment, resources }: Synthesized) =>
  resources('AWS::IAM::Policy').flatMap(({ stack, id, Properties }) =>
    (Properties.PolicyDocument.Statement as Statement[])
      .filter(({ Resource }) => JSON.stringify(Resource).includes(`:table/opg-${environment.name}-crosswalk`))
      .map(({ Action, Condition }) => ({
        who: id.startsWith('LanePost') ? stack : id.replace(/Role.*/, ''),
        actions: list(Action).map((action) => action.replace('dynamodb:', '')),
        keys: list(Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? []),
        // Without it the condition on keys would hold for a request that names none.
        needsKeys: JSON.stringify(Condition?.Null ?? null),
      })),
  );

describe('what a function may do with the code mapping', () => {
  it('is to look up the codes of its own plant, for a plant queue', () => {
    for (const one of all) {
      const ofPlantQueues = grantsOf(one).filter(({ who }) => who.startsWith('lane-'));
      expect(ofPlantQueues.sort((a, b) => a.who.localeCompare(b.who))).toEqual(
        [...one.environment.plants].sort().map((plant) => ({
          who: `lane-${plant}`,
          actions: ['BatchGetItem'],
          keys: [`CODES#${plant}`],
          needsKeys: '{"dynamodb:LeadingKeys":"false"}',
        })),
      );
    }
  });

  it('is to read the codes of a plant through, for what publishes to plants in their own words', () => {
    for (const one of all) {
      const others = grantsOf(one).filter(({ who }) => who !== 'Operate' && !who.startsWith('lane-'));
      for (const who of ['Dispatch', 'Sync'])
        expect(others).toContainEqual(
          expect.objectContaining({ who, actions: ['Query'], keys: ['CODES#*'] }),
        );
      // Looks up the codes that a plant's books name.
      expect(others).toContainEqual(
        expect.objectContaining({ who: 'Reconcile', actions: ['BatchGetItem'], keys: ['CODES#*'] }),
      );
      expect(others).toHaveLength(3);
    }
  });

  it('is to import and export it, for the operator; what was imported is never deleted', () => {
    for (const one of all) {
      const [keeps, deletes, ...more] = grantsOf(one).filter(({ who }) => who === 'Operate');
      expect(more).toEqual([]);
      expect(keeps).toMatchObject({ actions: ['BatchGetItem', 'PutItem', 'Query'], keys: [] });
      expect(deletes).toMatchObject({
        actions: ['DeleteItem'],
        keys: ['CODES#*'],
        needsKeys: '{"dynamodb:LeadingKeys":"false"}',
      });
    }
  });
});
