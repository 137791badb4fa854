import {
  type APIGatewayClient,
  GetAccountCommand,
  GetRestApisCommand,
  UpdateAccountCommand,
} from '@aws-sdk/client-api-gateway';
import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  type IAMClient,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
  paginateListRoles,
} from '@aws-sdk/client-iam';
import type { Kind } from './ports.ts';

/**
 * Roles of an environment that outlive its stacks. The only one is the role by which API Gateway writes logs: account and
 * region have one setting for it, which every environment's deployment sets to its own role. While another API may write logs
 * by it, it stays.
 */
export const rolesKind = (iam: IAMClient, gateway: APIGatewayClient, prefix: string): Kind => ({
  what: 'roles',
  async find() {
    const found = [];
    for await (const { Roles = [] } of paginateListRoles({ client: iam }, {}))
      for (const { RoleName = '' } of Roles) if (RoleName.startsWith(prefix)) found.push({ name: RoleName });
    return found;
  },
  async remove(RoleName) {
    const { cloudwatchRoleArn = '' } = await gateway.send(new GetAccountCommand({}));
    if (cloudwatchRoleArn.endsWith(`:role/${RoleName}`)) {
      const { items = [] } = await gateway.send(new GetRestApisCommand({ limit: 1 }));
      if (items.length > 0)
        return `role ${RoleName} stays: API Gateway writes the logs of other APIs in this account and region by it`;
      await gateway.send(
        new UpdateAccountCommand({
          patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value: '' }],
        }),
      );
    }
    await removeRole(iam, RoleName);
    return undefined;
  },
});

/** IAM deletes only a role without policies. */
const removeRole = async (client: IAMClient, RoleName: string): Promise<void> => {
  try {
    for await (const { AttachedPolicies = [] } of paginateListAttachedRolePolicies({ client }, { RoleName }))
      for (const { PolicyArn } of AttachedPolicies)
        await client.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    for await (const { PolicyNames = [] } of paginateListRolePolicies({ client }, { RoleName }))
      for (const PolicyName of PolicyNames)
        await client.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    await client.send(new DeleteRoleCommand({ RoleName }));
  } catch (error) {
    if (!/NoSuchEntity/.test((error as Error).name)) throw error;
  }
};
