import {
  type CloudFormationClient,
  DeleteStackCommand,
  paginateDescribeStacks,
  paginateListStackResources,
  UpdateTerminationProtectionCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import { StackStays, type Stacks } from './ports.ts';

/** Seconds. A stack with a hundred functions is deleted in some minutes. */
const longestDeletion = 3_600;

export const stacksOf = (client: CloudFormationClient): Stacks => ({
  async all() {
    const found = [];
    for await (const { Stacks: page = [] } of paginateDescribeStacks({ client }, {}))
      for (const { StackName = '', StackStatus = '', EnableTerminationProtection, ...stack } of page)
        found.push({
          name: StackName,
          status: StackStatus,
          locked: EnableTerminationProtection ?? false,
          parameters: Object.fromEntries(
            (stack.Parameters ?? []).map(({ ParameterKey = '', ParameterValue = '' }) => [
              ParameterKey,
              ParameterValue,
            ]),
          ),
          outputs: Object.fromEntries(
            (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
          ),
        });
    return found;
  },

  async resources(StackName) {
    const found = [];
    for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName }))
      for (const {
        LogicalResourceId = '',
        ResourceType = '',
        PhysicalResourceId = '',
      } of StackResourceSummaries)
        found.push({ logicalId: LogicalResourceId, type: ResourceType, physicalId: PhysicalResourceId });
    return found;
  },

  async remove(StackName) {
    await client.send(new DeleteStackCommand({ StackName })).catch((error: Error) => {
      throw new StackStays(`${StackName}: ${error.message}`);
    });
    await waitUntilStackDeleteComplete(
      { client, maxWaitTime: longestDeletion, minDelay: 5, maxDelay: 15 },
      { StackName },
    ).catch(async (error: Error) => {
      throw new StackStays(`${StackName}: ${(await reasons(client, StackName)) || error.message}`);
    });
  },

  async unlock(StackName) {
    await client.send(
      new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: false }),
    );
  },
});

const reasons = async (client: CloudFormationClient, StackName: string): Promise<string> => {
  const found: string[] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName }))
    for (const { LogicalResourceId, ResourceStatus, ResourceStatusReason } of StackResourceSummaries)
      if (ResourceStatus === 'DELETE_FAILED') found.push(`${LogicalResourceId}: ${ResourceStatusReason}`);
  return found.join('; ');
};
