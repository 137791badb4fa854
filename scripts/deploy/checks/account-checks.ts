import type { Environment } from '../../../configuration/environment.ts';
import { areSamplePlants } from '../../../configuration/on-call.ts';
import type { AppView } from '../app-view.ts';
import type { Aws, Identity } from '../aws/ports.ts';
import { plantsOf } from '../environment.ts';
import { type Check, failed, passed, warning } from './check.ts';

/** Where the CDK bootstrap stack says its version (aws-cdk-lib, DefaultStackSynthesizer). */
const bootstrapParameter = '/cdk-bootstrap/hnb659fds/version';

export interface AccountCheckDeps {
  environment: Environment;
  others: readonly Environment[];
  aws: Pick<Aws, 'whoAmI' | 'parameters' | 'limits'>;
  identity(): Promise<Identity>;
  app(): Promise<AppView>;
  /** fields of the environment that still have the values of the sample */
  sampleValues(environment: Environment): readonly string[];
  /** region that the shell names for other commands */
  shellRegion: string | undefined;
}

/** Credentials, account, region, and what an account needs before its first deployment. */
export const accountChecks = (deps: AccountCheckDeps): Check[] => {
  const { environment, others, aws, identity, app, sampleValues, shellRegion } = deps;
  const { name, region, purpose, account: pinned } = environment;
  return [
    {
      id: 'environment',
      title: `environments/${name}.ts`,
      async run() {
        const samples = sampleValues(environment);
        if (samples.length > 0)
          return failed(
            `still has the sample's values: ${samples.join(', ')}`,
            `Edit environments/${name}.ts; configuration/environment.ts explains each field.`,
          );
        if (purpose !== 'development' && areSamplePlants(plantsOf(environment)))
          return warning(
            `is filled in, but all its plants are samples: ${environment.plants.join(', ')}`,
            `Describe your plants in plants/ (npm run new:plant), and name them in environments/${name}.ts.`,
          );
        return passed('is filled in');
      },
    },
    {
      id: 'credentials',
      title: 'AWS credentials',
      run: async () =>
        identity().then(
          ({ arn }) => passed(arn),
          (error: Error) =>
            failed(
              `${error.name}: ${error.message}`,
              'Sign in (`aws sso login`), or set AWS_PROFILE; `aws sts get-caller-identity` must answer.',
            ),
        ),
    },
    {
      id: 'account',
      title: 'AWS account',
      needs: ['credentials'],
      async run() {
        const { account } = await identity();
        const owner = others.find((other) => other.name !== name && other.account === account);
        if (pinned === undefined && owner)
          return failed(
            `the credentials are of account ${account}, which belongs to ${owner.name}`,
            `Take the profile of the account for ${name} (AWS_PROFILE), and write its id into environments/${name}.ts.`,
          );
        if (pinned === undefined)
          return warning(
            `${account}; the environment names none`,
            `Write account: '${account}' into environments/${name}.ts, so that nobody deploys it elsewhere.`,
          );
        return account === pinned
          ? passed(`${account}, as the environment says`)
          : failed(
              `the credentials are of account ${account}, and ${name} belongs in ${pinned}`,
              'Take the profile of that account (AWS_PROFILE).',
            );
      },
    },
    {
      id: 'region',
      title: 'AWS region',
      async run() {
        if (shellRegion !== undefined && shellRegion !== region)
          return warning(
            `the shell says ${shellRegion}, the environment ${region}`,
            `export AWS_REGION=${region}: the commands of the AWS CLI go where the shell says.`,
          );
        return passed(region);
      },
    },
    {
      id: 'bootstrap',
      title: 'CDK bootstrap',
      needs: ['credentials', 'account'],
      async run() {
        const { account } = await identity();
        const { bootstrapVersion } = await app();
        const command = `npm run cdk -- bootstrap aws://${account}/${region}`;
        const version = await aws.parameters.read(bootstrapParameter);
        if (version === undefined)
          return failed(
            `account ${account} is not bootstrapped in ${region}`,
            `Once per account and region: ${command}`,
          );
        return Number(version) >= bootstrapVersion
          ? passed(`version ${version}`)
          : failed(
              `version ${version}, and ${bootstrapVersion} is needed`,
              `Bring it up to date: ${command}`,
            );
      },
    },
    {
      id: 'api-logging',
      title: 'API Gateway logs',
      needs: ['credentials', 'account'],
      async run() {
        const role = await aws.limits.apiLoggingRole();
        return passed(
          role
            ? `by ${role.split('/').at(-1)}; a deployment sets its own role`
            : 'the account has no role for them yet; the deployment makes one',
        );
      },
    },
  ];
};
