import { describe, expect, it } from 'vitest';
import { all, type Synthesized } from './synthesized.ts';

interface Statement {
  Action: string | string[];
  Resource: unknown;
  Condition?: { 'ForAllValues:StringLike'?: Record<string, string | string[]>; Null?: unknown };
}

const list = <T>(one: T | T[]): T[] => (Array.isArray(one) ? one : [one]);

/** Who may do what with the feeds, and with which partition keys. */
const grantsTo = ({ environment, resources }: Synthesized, who: string) =>
  resources('AWS::IAM::Policy')
    .filter(({ id }) => id.replace(/Role.*/, '') === who)
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statement[])
    .filter(({ Resource }) => JSON.stringify(Resource).includes(`:table/opg-${environment.name}-feed`))
    .map(({ Action, Condition }) => ({
      actions: list(Action).map((action) => action.replace('dynamodb:', '')),
      keys: list(Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? []),
      // Without it the condition on keys would hold for a request that names none.
      needsKeys: JSON.stringify(Condition?.Null ?? null),
    }));

const anyKey = { keys: [], needsKeys: 'null' };

describe('what a function may do with the feeds', () => {
  it('is, for partners’ calls, to read them, and to write down how far partners are', () => {
    for (const one of all)
      expect(grantsTo(one, 'Feed')).toEqual([
        { actions: ['BatchGetItem', 'GetItem', 'Query'], ...anyKey },
        { actions: ['Query'], ...anyKey },
        {
          actions: ['PutItem'],
          keys: ['CONSUMERS#*', 'REFERENCES#*'],
          needsKeys: '{"dynamodb:LeadingKeys":"false"}',
        },
      ]);
  });

  it('is to read them, for the operator, to let polls begin anew, and to change how far webhooks are', () => {
    for (const one of all)
      expect(grantsTo(one, 'Operate')).toMatchObject([
        { actions: ['BatchGetItem', 'GetItem', 'Query'], ...anyKey },
        { actions: ['PutItem'], keys: ['HEAD#*', 'MARK#*'] },
        { actions: ['PutItem'], keys: ['WEBHOOK#*'] },
      ]);
  });
});
