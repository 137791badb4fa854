import { describe, expect, it } from 'vitest';
import { propertySchema, readProperties } from '../src/template/resource.ts';
import { deploymentOf, resources } from './deployment-of.ts';

const queue = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'lane.fifo', FifoQueue: true } };

// The linter reports `${` in a plain string.
const sub = (text: string) => text.replaceAll('#{', '$' + '{');

/** The value of an expression in a stack with a queue, a condition and a mapping. */
function resolved(expression: unknown): unknown {
  const deployment = deploymentOf({
    other: {
      Resources: { Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'bus' } } },
      Outputs: { BusName: { Value: { Ref: 'Bus' }, Export: { Name: 'other:BusName' } } },
    },
    main: {
      Parameters: { Size: { Type: 'String', Default: 'large' } },
      Conditions: {
        IsLarge: { 'Fn::Equals': [{ Ref: 'Size' }, 'large'] },
        IsSmall: { 'Fn::Not': [{ Condition: 'IsLarge' }] },
      },
      Mappings: { Regions: { 'eu-north-1': { name: 'Stockholm' } } },
      Resources: { Lane: queue },
      Outputs: { Value: { Value: expression } },
    },
  });
  return deployment.outputs().main?.Value;
}

describe('a template', () => {
  it.each([
    ['Ref of a queue', { Ref: 'Lane' }, 'http://127.0.0.1:1/111122223333/lane.fifo'],
    ['GetAtt', { 'Fn::GetAtt': ['Lane', 'Arn'] }, 'arn:aws:sqs:eu-north-1:111122223333:lane.fifo'],
    ['GetAtt with a dot', { 'Fn::GetAtt': 'Lane.QueueName' }, 'lane.fifo'],
    ['a parameter', { Ref: 'Size' }, 'large'],
    [
      'pseudo parameters',
      { 'Fn::Join': ['-', [{ Ref: 'AWS::Region' }, { Ref: 'AWS::StackName' }]] },
      'eu-north-1-main',
    ],
    [
      'Select of Split',
      { 'Fn::Select': ['1', { 'Fn::Split': ['.', { 'Fn::GetAtt': ['Lane', 'QueueName'] }] }] },
      'fifo',
    ],
    ['Sub', { 'Fn::Sub': sub('#{AWS::Partition}/#{Lane.QueueName}/#{!kept}') }, sub('aws/lane.fifo/#{kept}')],
    [
      'Sub with values of its own',
      { 'Fn::Sub': [sub('#{a}#{Size}'), { a: { Ref: 'AWS::Region' } }] },
      'eu-north-1large',
    ],
    ['If', { 'Fn::If': ['IsLarge', 'yes', 'no'] }, 'yes'],
    [
      'a property without a value',
      { a: 1, b: { 'Fn::If': ['IsSmall', 2, { Ref: 'AWS::NoValue' }] } },
      { a: 1 },
    ],
    ['FindInMap', { 'Fn::FindInMap': ['Regions', { Ref: 'AWS::Region' }, 'name'] }, 'Stockholm'],
    ['another stack’s export', { 'Fn::ImportValue': 'other:BusName' }, 'bus'],
    [
      'another stack’s output',
      { 'Fn::GetStackOutput': { StackName: 'other', OutputName: 'BusName' } },
      'bus',
    ],
  ])('resolves %s', (_, expression, value) => {
    expect(resolved(expression)).toEqual(value);
  });

  it.each([
    ['a function unknown here', { 'Fn::Transform': {} }, 'Fn::Transform is not supported here'],
    ['a name that stands for nothing', { Ref: 'Nobody' }, 'there is no resource or parameter Nobody'],
    ['an attribute unknown here', { 'Fn::GetAtt': ['Lane', 'Depth'] }, 'attribute Depth is not known here'],
    ['an export nobody makes', { 'Fn::ImportValue': 'none' }, 'no stack exports none'],
  ])('says what is wrong with %s', (_, expression, words) => {
    expect(() => resolved(expression)).toThrow(words);
  });

  it('does not start with a resource type nobody plays', () => {
    expect(() => resources({ Cluster: { Type: 'AWS::MSK::Cluster' } })).toThrow(
      'cannot run these resources on this machine: stack/Cluster (AWS::MSK::Cluster)',
    );
  });

  it('leaves out resources whose condition does not hold', () => {
    const deployment = deploymentOf({
      stack: {
        Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
        Resources: { A: { Type: 'AWS::SQS::Queue' }, B: { Type: 'AWS::SQS::Queue', Condition: 'Never' } },
      },
    });
    expect(deployment.all('AWS::SQS::Queue').map(({ logicalId }) => logicalId)).toEqual(['A']);
  });

  it('names what has no name the same at every start, and within every service’s limit', () => {
    const name = () =>
      deploymentOf({
        ['long-stack-name-'.repeat(4)]: {
          Resources: { [`Lane${'x'.repeat(60)}`]: { Type: 'AWS::SQS::Queue' } },
        },
      }).all('AWS::SQS::Queue')[0]?.name;
    expect(name()).toBe(name());
    expect(name()?.length).toBeLessThanOrEqual(64);
  });

  it('refuses a property that would change what runs', () => {
    const [lane] = resources({ Lane: queue }).all('AWS::SQS::Queue');
    if (!lane) throw new Error('no queue');
    expect(() => readProperties(propertySchema({}, ['QueueName']), lane)).toThrow(
      /stack\/Lane .*cannot be run here.*FifoQueue/s,
    );
  });
});
