import { CfnCondition, CfnParameter, Fn, type Stack } from 'aws-cdk-lib';
import type { CfnTable, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { Environment } from '../../configuration/environment.ts';

/**
 * Kept data is protected from deletion only after its first deployment: what cannot be deleted cannot be rolled back, and a
 * failed first deployment could not be repeated. `npm run first-deploy` switches the protection on when all is deployed
 * (docs/adr/0042-protection-after-the-first-deployment.md).
 */

/** Parameter of the data stack, `off` or `on`. Later deployments keep its value. */
export const protectionParameter = 'Protection';

/** Parts of an environment whose stack is locked after the first deployment, as far as it has them. */
export const protectedParts = ['data', 'network', 'domain'] as const;

/** Key of the CDK context (cdk.context.json): names of the environments whose stacks of {@link protectedParts} are protected. */
export const protectedContext = 'odoo-plant-gateway:protected';

/** True when the CDK context says that the first deployment is done. The CLI sets termination protection at every deployment. */
export const stackIsProtected = (
  scope: Construct,
  { name, keepData }: Pick<Environment, 'name' | 'keepData'>,
): boolean => {
  const names: unknown = scope.node.tryGetContext(protectedContext);
  return keepData && Array.isArray(names) && names.includes(name);
};

/** Protects the tables from deletion when the stack's parameter says so. */
export const protectTables = (stack: Stack, tables: readonly Table[]): void => {
  const parameter = new CfnParameter(stack, protectionParameter, {
    type: 'String',
    allowedValues: ['off', 'on'],
    default: 'off',
    description: 'on: nobody can delete the tables. Switched on by the last step of the first deployment',
  });
  const isOn = new CfnCondition(stack, 'IsProtected', {
    expression: Fn.conditionEquals(parameter.valueAsString, 'on'),
  });
  for (const table of tables)
    (table.node.defaultChild as CfnTable).addPropertyOverride(
      'DeletionProtectionEnabled',
      Fn.conditionIf(isOn.logicalId, true, false),
    );
};
