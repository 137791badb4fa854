import { Aws, CfnOutput, Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import {
  CfnOIDCProvider,
  PolicyDocument,
  PolicyStatement,
  Role,
  WebIdentityPrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { namesOf } from './names.ts';

export interface PipelineRolesProps extends StackProps {
  /** owner and repository on GitHub */
  repository: string;
  /** environments of this account */
  environments: readonly string[];
  /** true: the account has GitHub's identity provider already, and may have it only once */
  providerExists: boolean;
}

const issuer = 'token.actions.githubusercontent.com';
/** Qualifier of `cdk bootstrap` without options. */
const bootstrap = `role/cdk-hnb659fds`;

/**
 * Roles of the workflows in one account. No key is stored at GitHub: a job shows a token that says from which repository and
 * for which environment it runs. For each environment: `deploy` for jobs that GitHub lets into the environment, and `diff`
 * for pull requests, which reads templates and no data.
 */
export class PipelineRolesStack extends Stack {
  /**
   * As long as the job of a deployment may take. AWS limits a role that is taken by a role to an hour, so CDK takes its roles anew,
   * with credentials of this session.
   */
  static readonly maxSessionSeconds = 4 * 3600;

  constructor(scope: Construct, id: string, props: PipelineRolesProps) {
    const { repository, environments, providerExists, ...rest } = props;
    super(scope, id, {
      description: 'Roles of the GitHub workflows that deploy the Odoo plant gateway',
      ...rest,
    });
    const provider = providerExists
      ? `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:oidc-provider/${issuer}`
      : new CfnOIDCProvider(this, 'GitHub', { url: `https://${issuer}`, clientIdList: ['sts.amazonaws.com'] })
          .attrArn;
    const trusted = (subject: string) =>
      new WebIdentityPrincipal(provider, {
        StringEquals: {
          [`${issuer}:aud`]: 'sts.amazonaws.com',
          [`${issuer}:sub`]: `repo:${repository}:${subject}`,
        },
      });

    for (const environment of environments) {
      const deploy = new Role(this, `Deploy-${environment}`, {
        roleName: `opg-pipeline-deploy-${environment}`,
        description: `Deploys ${environment} from ${repository}`,
        assumedBy: trusted(`environment:${environment}`),
        maxSessionDuration: Duration.seconds(PipelineRolesStack.maxSessionSeconds),
        inlinePolicies: {
          bootstrap: new PolicyDocument({
            statements: [
              new PolicyStatement({
                actions: ['sts:AssumeRole'],
                resources: ['deploy', 'file-publishing'].map(
                  (role) =>
                    `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:${bootstrap}-${role}-role-${Aws.ACCOUNT_ID}-${Aws.REGION}`,
                ),
              }),
            ],
          }),
        },
      });
      // Not by CDK's lookup role: that one may read all data of the account, and a pull request runs anybody's code.
      const stacks = `arn:${Aws.PARTITION}:cloudformation:${Aws.REGION}:${Aws.ACCOUNT_ID}:stack/${namesOf({ name: environment }).stack('*')}/*`;
      const diff = new Role(this, `Diff-${environment}`, {
        roleName: `opg-pipeline-diff-${environment}`,
        description: `Reads the templates of ${environment} for pull requests of ${repository}`,
        assumedBy: trusted('pull_request'),
        inlinePolicies: {
          templates: new PolicyDocument({
            statements: [
              new PolicyStatement({
                actions: [
                  'cloudformation:DescribeStacks',
                  'cloudformation:GetTemplate',
                  'cloudformation:ListStackResources',
                ],
                resources: [stacks],
              }),
            ],
          }),
        },
      });
      Validations.of(diff).acknowledge({
        id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:cloudformation:<AWS::Region>:<AWS::AccountId>:stack/${namesOf({ name: environment }).stack('*')}/*]`,
        reason: 'The stacks of one environment; CloudFormation adds an id to each.',
      });
      new CfnOutput(this, `DeployRole-${environment}`, { value: deploy.roleArn });
      new CfnOutput(this, `DiffRole-${environment}`, { value: diff.roleArn });
    }
  }
}
