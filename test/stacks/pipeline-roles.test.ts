import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { gatewayApp } from '../../lib/gateway-app.ts';
import { PipelineRolesStack } from '../../lib/pipeline-roles-stack.ts';
import { templateFindings } from '../../scripts/templates/check.ts';

const stackWith = async (providerExists = false) =>
  new PipelineRolesStack(await gatewayApp({ checked: false }), 'opg-pipeline', {
    repository: 'example/gateway',
    environments: ['dev', 'prod'],
    providerExists,
  });
const rolesOf = (template: Template) =>
  Object.fromEntries(
    Object.values(template.findResources('AWS::IAM::Role')).map(({ Properties }) => [
      Properties.RoleName as string,
      Properties,
    ]),
  );
const stack = await stackWith();
const template = Template.fromStack(stack);
const roles = rolesOf(template);

describe('the roles of the workflows', () => {
  it('are taken by one repository, for one environment or by pull requests', () => {
    const subjects = Object.entries(roles).map(([name, { AssumeRolePolicyDocument }]) => {
      const [{ Action, Condition }] = AssumeRolePolicyDocument.Statement;
      expect(Action).toBe('sts:AssumeRoleWithWebIdentity');
      expect(Object.keys(Condition)).toEqual(['StringEquals']);
      expect(Condition.StringEquals['token.actions.githubusercontent.com:aud']).toBe('sts.amazonaws.com');
      return [name, Condition.StringEquals['token.actions.githubusercontent.com:sub']];
    });
    expect(Object.fromEntries(subjects)).toEqual({
      'opg-pipeline-deploy-dev': 'repo:example/gateway:environment:dev',
      'opg-pipeline-diff-dev': 'repo:example/gateway:pull_request',
      'opg-pipeline-deploy-prod': 'repo:example/gateway:environment:prod',
      'opg-pipeline-diff-prod': 'repo:example/gateway:pull_request',
    });
  });

  it('may take CDK’s roles, or read templates of their environment, and nothing else', () => {
    const statementOf = (name: string) => {
      const policies = roles[name]?.Policies;
      expect(policies).toHaveLength(1);
      expect(policies[0].PolicyDocument.Statement).toHaveLength(1);
      return policies[0].PolicyDocument.Statement[0];
    };
    const deploy = statementOf('opg-pipeline-deploy-prod');
    expect(deploy.Action).toBe('sts:AssumeRole');
    expect(JSON.stringify(deploy.Resource).match(/cdk-hnb659fds-[a-z-]+role/g)).toEqual([
      'cdk-hnb659fds-deploy-role',
      'cdk-hnb659fds-file-publishing-role',
    ]);
    const diff = statementOf('opg-pipeline-diff-prod');
    expect(diff.Action).toEqual([
      'cloudformation:DescribeStacks',
      'cloudformation:GetTemplate',
      'cloudformation:ListStackResources',
    ]);
    expect(JSON.stringify(diff.Resource)).toContain('stack/opg-prod-*/*');
  });

  it('last as long as a deployment may take, and no longer when nothing is deployed', () => {
    expect(roles['opg-pipeline-deploy-prod']?.MaxSessionDuration).toBe(4 * 3600);
    expect(roles['opg-pipeline-diff-prod']).not.toHaveProperty('MaxSessionDuration');
  });

  it('make GitHub’s identity provider once per account', async () => {
    template.resourceCountIs('AWS::IAM::OIDCProvider', 1);
    const second = Template.fromStack(await stackWith(true));
    second.resourceCountIs('AWS::IAM::OIDCProvider', 0);
    expect(JSON.stringify(rolesOf(second))).toContain(':oidc-provider/token.actions.githubusercontent.com');
  });

  it('are what CloudFormation and the AWS Solutions rules take', () => {
    expect(templateFindings(template.toJSON() as Parameters<typeof templateFindings>[0])).toEqual([]);
    expect(new AwsSolutionsChecks(stack).validateScope(stack).violations).toEqual([]);
  });
});
