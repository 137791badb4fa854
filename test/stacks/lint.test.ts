import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { templateFindings } from '../../scripts/templates/check.ts';
import { lintTemplates } from '../../scripts/templates/lint.ts';
import type { Template } from '../../scripts/templates/template.ts';

const variable = (name: string): string => `$\{${name}}`;
const queue = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders' } };
const lambda = (more: Record<string, unknown> = {}, properties: Record<string, unknown> = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Code: { S3Bucket: 'b', S3Key: 'k' }, Role: 'arn', ...properties },
  ...more,
});
const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`Q${index}`, { Type: 'AWS::SQS::Queue' }]));

describe('a template is found wrong', () => {
  const cases: [string, Partial<Template> & { Resources: Template['Resources'] }, string[]][] = [
    [
      'a type that does not exist',
      { Resources: { A: { Type: 'AWS::SQS::Quue' } } },
      ['A: CloudFormation has no type AWS::SQS::Quue'],
    ],
    [
      'an unknown property',
      { Resources: { A: { ...queue, Properties: { Name: 'x' } } } },
      ['A.Properties.Name: there is no such property'],
    ],
    [
      'an unknown property deep inside',
      { Resources: { A: lambda({}, { VpcConfig: { Subnets: ['a'] } }) } },
      ['A.Properties.VpcConfig.Subnets: there is no such property'],
    ],
    [
      'a missing property',
      { Resources: { A: { Type: 'AWS::Lambda::Function', Properties: { Role: 'arn' } } } },
      ['A.Properties: Code is required'],
    ],
    [
      'a wrong type',
      { Resources: { A: { ...queue, Properties: { DelaySeconds: 'soon' } } } },
      ['A.Properties.DelaySeconds: must be a whole number, and is "soon"'],
    ],
    [
      'a wrong type in a branch of a condition',
      {
        Conditions: { Yes: { 'Fn::Equals': ['a', 'a'] } },
        Resources: { A: { ...queue, Properties: { DelaySeconds: { 'Fn::If': ['Yes', 3, true] } } } },
      },
      ['A.Properties.DelaySeconds: must be a whole number, and is true'],
    ],
    [
      'a policy that does not exist',
      { Resources: { A: { ...queue, DeletionPolicy: 'Keep' } } },
      ['A.DeletionPolicy: is Keep, and may be Delete, Retain, RetainExceptOnCreate, Snapshot'],
    ],
    [
      'a policy of a replacement that only deletion has',
      { Resources: { A: { ...queue, UpdateReplacePolicy: 'RetainExceptOnCreate' } } },
      ['A.UpdateReplacePolicy: is RetainExceptOnCreate, and may be Delete, Retain, Snapshot'],
    ],
    [
      'a reference to nothing',
      { Resources: { A: { ...queue, Properties: { QueueName: { Ref: 'Nobody' } } } } },
      ['A.Properties.QueueName: there is no Nobody in the template'],
    ],
    [
      'an attribute that a type does not have',
      { Resources: { A: queue, B: { ...queue, Properties: { QueueName: { 'Fn::GetAtt': ['A', 'Url'] } } } } },
      ['B.Properties.QueueName: AWS::SQS::Queue has no attribute Url; it has Arn, QueueName, QueueUrl'],
    ],
    [
      'a substitution of nothing that exists',
      { Resources: { A: { ...queue, Properties: { QueueName: { 'Fn::Sub': `x-${variable('Nobody')}` } } } } },
      ['A.Properties.QueueName: there is no Nobody in the template'],
    ],
    [
      'a substitution without a variable',
      { Resources: { A: { ...queue, Properties: { QueueName: { 'Fn::Sub': 'orders' } } } } },
      ['template.Resources.A.Properties.QueueName: Fn::Sub has no variable'],
    ],
    [
      'a dependency on nothing',
      { Resources: { A: { ...queue, DependsOn: 'B' } } },
      ['A.DependsOn: there is no resource B'],
    ],
    [
      'a circle',
      {
        Resources: {
          A: { ...queue, DependsOn: ['B'] },
          B: { ...queue, Properties: { QueueName: { 'Fn::GetAtt': ['A', 'Arn'] } } },
        },
      },
      ['A waits for B waits for A: a circle'],
    ],
    [
      'an unused parameter',
      { Parameters: { P: { Type: 'String' } }, Resources: { A: queue } },
      ['Parameters.P: nothing uses it'],
    ],
    [
      'an unused condition',
      { Conditions: { C: {} }, Resources: { A: queue } },
      ['Conditions.C: nothing uses it'],
    ],
    [
      'a name that is too long',
      { Resources: { A: { ...queue, Properties: { QueueName: 'x'.repeat(81) } } } },
      ['A.Properties.QueueName: has 81 characters, and may have 80'],
    ],
    [
      'a name with other characters',
      { Resources: { A: { ...queue, Properties: { QueueName: 'a b' } } } },
      ['A.Properties.QueueName: a b has characters that are refused'],
    ],
    [
      'a number out of range',
      { Resources: { A: lambda({}, { Timeout: 901 }) } },
      ['A.Properties.Timeout: is 901, and may be 1 to 900'],
    ],
    [
      'variables of a function that are too long',
      { Resources: { A: lambda({}, { Environment: { Variables: { A: 'x'.repeat(4096) } } }) } },
      ['A.Properties.Environment: has 4097 bytes, and may have 4096'],
    ],
    ['too many resources', { Resources: many(501) }, ['template: has 501 resources, and may have 500']],
    [
      'a template that is too long',
      { Resources: { A: { ...queue, Metadata: 'x'.repeat(1_000_000) } } },
      [expect.stringMatching(/^template: has 1000\d{3} bytes, and may have 1000000$/)],
    ],
  ];
  it.each(cases)('for %s', (_, template, findings) => {
    expect(templateFindings(template)).toEqual(findings);
  });

  it('not for what intrinsic functions and pseudo parameters make', () => {
    expect(
      templateFindings({
        Parameters: { Wait: { Type: 'Number' } },
        Resources: {
          A: {
            ...queue,
            Properties: {
              QueueName: { 'Fn::Sub': [`${variable('AWS::StackName')}-${variable('Own')}`, { Own: 'x' }] },
              DelaySeconds: { Ref: 'Wait' },
            },
          },
        },
        Outputs: { Arn: { Value: { 'Fn::GetAtt': ['A', 'Arn'] } } },
      }),
    ).toEqual([]);
  });
});

describe('the command', () => {
  const folderWith = (template: unknown): string => {
    const out = mkdtempSync(join(tmpdir(), 'opg-lint-'));
    onTestFinished(() => rmSync(out, { recursive: true }));
    if (template) writeFileSync(join(out, 'one.template.json'), JSON.stringify(template));
    return out;
  };
  const lint = (template: unknown, linter?: { status: number; output: string }) => {
    const printed: string[] = [];
    const asked: string[][] = [];
    const out = folderWith(template);
    const code = lintTemplates({
      out,
      print: (line) => printed.push(line),
      run: (command, args) => {
        asked.push([command, ...args]);
        return linter;
      },
    });
    return { code, printed, asked, out };
  };

  it('says that cfn-lint did not run where it is not installed', () => {
    expect(lint({ Resources: { A: queue } })).toMatchObject({
      code: 0,
      printed: ['1 templates, 0 findings', 'cfn-lint is not installed: not run'],
    });
  });

  it('fails for what it finds itself, and for what cfn-lint finds', () => {
    expect(lint({ Resources: { A: { Type: 'AWS::SQS::Quue' } } }).code).toBe(1);
    const { code, printed, asked, out } = lint(
      { Resources: { A: queue } },
      { status: 4, output: 'W1 something' },
    );
    expect({ code, printed }).toEqual({
      code: 1,
      printed: ['1 templates, 0 findings', 'W1 something', 'cfn-lint: exit code 4'],
    });
    expect(asked).toEqual([
      ['cfn-lint', '--ignore-checks', 'W3005', 'E3002', '--', join(out, 'one.template.json')],
    ]);
  });

  it('says what to do in a folder without templates', () => {
    expect(lint(undefined)).toMatchObject({ code: 2, printed: [expect.stringContaining('npm run synth')] });
  });
});
