import { describe, expect, it } from 'vitest';
import { errorMatches } from '../src/step-functions/failure.ts';
import { checkTemplate, fillTemplate, lookUp, parsePath, placeAt } from '../src/step-functions/json-path.ts';
import { StateMachines } from '../src/step-functions/service.ts';
import { checkRule, choiceHolds } from '../src/step-functions/states.ts';
import { resources } from './deployment-of.ts';

const data = {
  lot: 'L1',
  weight: 12.5,
  held: false,
  none: null,
  until: '2026-11-23T08:00:00Z',
  pieces: [{ id: 'a' }, { id: 'b' }],
  'best before': '2027',
};
const scope = { data, context: { State: { RetryCount: 2 } } };

describe('a path', () => {
  it.each([
    ['$', data],
    ['$.pieces[1].id', 'b'],
    ['$.pieces[-1].id', 'b'],
    ['$.pieces[*].id', ['a', 'b']],
    ["$['best before']", '2027'],
    ['$.none', null],
    ['$.missing.deeper', undefined],
    ['$.constructor', undefined],
    ['$$.State.RetryCount', 2],
  ])('%s leads to its value', (path, value) => {
    expect(lookUp(path, scope)).toEqual(value);
  });

  it.each(['lot', '$.pieces[?(@.id)]', '$..id', '$.pieces[0:1]', '$lot', '$.'])('%s is none here', (path) => {
    expect(() => parsePath(path)).toThrow('not a path');
  });

  it('puts a result where it says, and makes the objects on the way', () => {
    expect(placeAt('$.a.b', { x: 1 }, 2)).toEqual({ x: 1, a: { b: 2 } });
    expect(placeAt('$.pieces[0].id', data, 'z')).toMatchObject({ pieces: [{ id: 'z' }, { id: 'b' }] });
    expect(placeAt('$', data, 3)).toBe(3);
    expect(() => placeAt('$.a', 'text', 1)).toThrow('ResultPath');
  });
});

describe('a template', () => {
  it('is filled with values of paths', () => {
    const template = {
      fixed: '$.lot',
      'lot.$': '$.lot',
      deep: [{ 'tries.$': '$$.State.RetryCount' }],
      'best.$': "$['best before']",
      'pieces.$': '$.pieces[*].id',
    };
    checkTemplate(template);
    expect(fillTemplate(template, scope)).toEqual({
      fixed: '$.lot',
      lot: 'L1',
      deep: [{ tries: 2 }],
      best: '2027',
      pieces: ['a', 'b'],
    });
  });

  it('fails by the name of what is wrong', () => {
    const fill = (expression: string) => () => fillTemplate({ 'x.$': expression }, scope);
    expect(fill('$.missing')).toThrow(expect.objectContaining({ error: 'States.Runtime' }));
  });

  it.each(["States.Format('{}', $.lot)", 'text', '$.pieces[0:1]'])(
    'with %s is refused before it is used',
    (expression) => {
      expect(() => checkTemplate({ a: [{ 'x.$': expression }] })).toThrow();
    },
  );
});

describe('a choice rule', () => {
  it.each([
    [{ Variable: '$.lot', StringEquals: 'L1' }, true],
    [{ Variable: '$.lot', StringMatches: 'L*' }, true],
    [{ Variable: '$.lot', StringMatches: 'L\\*' }, false],
    [{ Variable: '$.lot', NumericEquals: 1 }, false],
    [{ Variable: '$.weight', NumericGreaterThanEquals: 12.5 }, true],
    [{ Variable: '$.weight', NumericLessThanPath: '$$.State.RetryCount' }, false],
    [{ Variable: '$.held', BooleanEquals: false }, true],
    [{ Variable: '$.until', TimestampLessThan: '2026-11-23T09:30:00+01:00' }, true],
    [{ Variable: '$.until', TimestampEquals: '2026-11-23T09:00:00+01:00' }, true],
    [{ Variable: '$.none', IsNull: true }, true],
    [{ Variable: '$.lot', IsNull: false }, true],
    [{ Variable: '$.missing', IsPresent: false }, true],
    [{ Variable: '$.missing', IsPresent: true }, false],
    [{ Variable: '$.until', IsTimestamp: true }, true],
    [{ Not: { Variable: '$.held', IsBoolean: true } }, false],
    [
      {
        And: [
          { Variable: '$.lot', IsString: true },
          {
            Or: [
              { Variable: '$.weight', IsNumeric: false },
              { Variable: '$.held', IsBoolean: true },
            ],
          },
        ],
      },
      true,
    ],
  ])('%j is %s', (rule, expected) => {
    checkRule(rule);
    expect(choiceHolds(rule, scope)).toBe(expected);
  });

  it('fails on a variable that is not there', () => {
    expect(() => choiceHolds({ Variable: '$.missing', StringEquals: '' }, scope)).toThrow(
      expect.objectContaining({ error: 'States.Runtime' }),
    );
  });
});

describe('an error', () => {
  it.each([
    ['Busy', ['Busy'], true],
    ['Busy', ['States.ALL'], true],
    ['Busy', ['States.TaskFailed'], true],
    ['Lambda.Unknown', ['Idle', 'Lambda.Unknown'], true],
    ['States.Timeout', ['States.TaskFailed'], false],
    ['States.Timeout', ['States.HeartbeatTimeout'], false],
    ['States.HeartbeatTimeout', ['States.Timeout'], true],
    ['States.HeartbeatTimeout', ['States.TaskFailed'], false],
    ['States.Runtime', ['States.ALL', 'States.Runtime'], false],
    ['States.DataLimitExceeded', ['States.ALL'], false],
  ])('%s, looked for as %j, is found: %s', (error, errorEquals, found) => {
    expect(errorMatches(errorEquals, error)).toBe(found);
  });
});

describe('a definition that cannot be run here stops the start', () => {
  const functionArn = 'arn:aws:lambda:eu-north-1:111122223333:function:work';
  const invoke = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };
  const parameters = { FunctionName: functionArn, 'Payload.$': '$' };
  const machines = (States: object, more: object = {}, properties: object = {}) =>
    new StateMachines(
      resources({
        Gate: {
          Type: 'AWS::StepFunctions::StateMachine',
          Properties: {
            RoleArn: 'arn:role',
            DefinitionString: {
              'Fn::Join': ['', [JSON.stringify({ StartAt: 'A', States, ...more })]],
            },
            ...properties,
          },
        },
      }),
      { has: (reference) => reference === functionArn },
    );

  it('and one that can does not', () => {
    const [machine] = machines({ A: { ...invoke, Parameters: parameters } }).all();
    expect(machine?.arn).toMatch(/^arn:aws:states:eu-north-1:111122223333:stateMachine:stack-Gate-/);
  });

  it.each<[string, object, object, string]>([
    [
      'JSONata as a whole',
      { A: { Type: 'Succeed' } },
      { QueryLanguage: 'JSONata' },
      'the definition is written in JSONata',
    ],
    [
      'JSONata in one state',
      { A: { Type: 'Pass', QueryLanguage: 'JSONata', End: true } },
      {},
      'A is written in JSONata',
    ],
    [
      'another service',
      { A: { ...invoke, Resource: 'arn:aws:states:::sqs:sendMessage' } },
      {},
      'nothing here can do the task',
    ],
    [
      'a function that is not there',
      { A: { ...invoke, Parameters: { FunctionName: 'gone' } } },
      {},
      'there is no function gone',
    ],
    [
      'a parameter that is not played',
      { A: { ...invoke, Parameters: { ...parameters, InvocationType: 'Event' } } },
      {},
      'InvocationType',
    ],
    [
      'a state of another type',
      { A: { Type: 'Parallel', Branches: [], End: true } },
      {},
      'no state of this type is played here: Parallel',
    ],
    ['a field that is not played', { A: { Type: 'Pass', Assign: { x: 1 }, End: true } }, {}, 'Assign'],
    ['a way to nowhere', { A: { Type: 'Pass', Next: 'B' } }, {}, 'there is no state B'],
    ['no way out', { A: { Type: 'Pass' } }, {}, 'either Next or End'],
    ['a start that is not there', { A: { Type: 'Succeed' } }, { StartAt: 'B' }, 'there is no state B'],
    [
      'heartbeats nobody can send',
      { A: { ...invoke, Parameters: parameters, HeartbeatSeconds: 5 } },
      {},
      'heartbeat',
    ],
    [
      'a wait for a token that is not handed out',
      { A: { ...invoke, Resource: `${invoke.Resource}.waitForTaskToken`, Parameters: parameters } },
      {},
      'no $$.Task.Token',
    ],
    [
      'States.ALL before others',
      {
        A: {
          ...invoke,
          Parameters: parameters,
          Catch: [
            { ErrorEquals: ['States.ALL'], Next: 'B' },
            { ErrorEquals: ['Busy'], Next: 'B' },
          ],
        },
        B: { Type: 'Succeed' },
      },
      {},
      'States.ALL must stand alone, and last',
    ],
  ])('%s', (_, states, more, problem) => {
    expect(() => machines(states, more)).toThrow(problem);
  });

  it('and so do an express state machine and a definition kept elsewhere', () => {
    const states = { A: { Type: 'Succeed' } };
    expect(() => machines(states, {}, { StateMachineType: 'EXPRESS' })).toThrow('only standard');
    const elsewhere = { DefinitionString: undefined, DefinitionS3Location: {} };
    expect(() => machines(states, {}, elsewhere)).toThrow('the definition has to be in the template');
  });
});
