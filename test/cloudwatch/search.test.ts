import { describe, expect, it } from 'vitest';
import { matchesPartially, searchFor, tokensOf } from './search.ts';

describe('a search of CloudWatch', () => {
  it('knows the tokens of AWS’s examples', () => {
    expect(tokensOf('CustomCount1')).toEqual(['customcount1', 'custom', 'count', '1']);
    expect(tokensOf('SDBFailure')).toEqual(['sdbfailure', 'sdb', 'failure']);
    expect(tokensOf('Project2-trial333')).toEqual(['project2trial333', 'project', '2', 'trial', '333']);
  });

  it('matches one token in any case, and tokens that follow each other with their case, as in AWS’s examples', () => {
    const found = ['count', 'Count', 'COUNT', 'CustomCount', 'Count1'];
    const not = ['couNT', 'customcount', 'count1'];
    expect(found.filter((term) => !matchesPartially(term, 'CustomCount1'))).toEqual([]);
    expect(not.filter((term) => matchesPartially(term, 'CustomCount1'))).toEqual([]);
  });

  it('takes a quoted term as the whole name: the graph that was always empty', () => {
    const queue = (QueueName: string) => ({
      namespace: 'AWS/SQS',
      metric: 'ApproximateAgeOfOldestMessage',
      dimensions: { QueueName },
    });
    const prefix = searchFor('{AWS/SQS,QueueName} QueueName="opg-dev-lane-"');
    expect(prefix(queue('opg-dev-lane-oslo.fifo'))).toBe(false);
    expect(prefix(queue('opg-dev-lane-'))).toBe(true);
  });

  it('combines terms by AND, OR, NOT and parentheses', () => {
    const named = (FunctionName: string) => ({
      namespace: 'AWS/Lambda',
      metric: 'Errors',
      dimensions: { FunctionName },
    });
    const test = searchFor(
      '{AWS/Lambda,FunctionName} MetricName="Errors" (FunctionName=a OR FunctionName=b) NOT FunctionName=c',
    );
    expect(['a-x', 'b-x', 'd-x', 'a-c'].filter((name) => test(named(name)))).toEqual(['a-x', 'b-x']);
    expect(test({ ...named('a-x'), metric: 'Throttles' })).toBe(false);
  });
});
