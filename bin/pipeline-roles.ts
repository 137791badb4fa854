import { gatewayApp } from '../lib/gateway-app.ts';
import { PipelineRolesStack } from '../lib/pipeline-roles-stack.ts';

/**
 * Roles of the GitHub workflows, deployed once in the account of each environment by a person:
 * npm run cdk -- --app 'node bin/pipeline-roles.ts' deploy -c repository=ORG/REPO -c environments=dev
 * `-c provider=exists` when the account has GitHub's identity provider already.
 */
const app = await gatewayApp();
const given = (name: string): string | undefined => app.node.tryGetContext(name);
const repository = given('repository') ?? '';
const environments = given('environments')?.split(',') ?? [];
if (
  !/^[\w.-]+\/[\w.-]+$/.test(repository) ||
  !environments.every((name) => /^[a-z][a-z0-9]{1,9}$/.test(name)) ||
  environments.length === 0
) {
  console.error(
    'Give -c repository=ORG/REPO and -c environments=dev (of environments/; several, with commas, when the account has one in each of several regions).',
  );
  process.exit(2);
}
new PipelineRolesStack(app, 'opg-pipeline', {
  repository,
  environments,
  providerExists: given('provider') === 'exists',
});
app.synth();
