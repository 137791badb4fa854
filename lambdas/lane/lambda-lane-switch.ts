import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { awsCalls } from '../runtime/aws.ts';
import type { LaneSwitch } from './lane-switch.ts';

/** @param functionPattern name of a lane's post function with `{plant}` in place of the plant's id */
export const lambdaLaneSwitch = (
  functionPattern: string,
  client = new LambdaClient(awsCalls),
): LaneSwitch => {
  const mappings = async (plant: string) => {
    const FunctionName = functionPattern.replace('{plant}', plant);
    const { EventSourceMappings = [] } = await client.send(
      new ListEventSourceMappingsCommand({ FunctionName }),
    );
    return EventSourceMappings;
  };
  // While a change is under way AWS refuses another; whoever asked asks again a minute later.
  const turn = async (plant: string, from: string, enabled: boolean) => {
    const all = await mappings(plant);
    const turned = all.filter(({ State }) => State === from);
    for (const { UUID } of turned)
      await client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: enabled }));
    return { turned: turned.length, others: all.filter(({ State }) => State !== from) };
  };
  return {
    async pause(plant) {
      return (await turn(plant, 'Enabled', false)).turned > 0;
    },
    async resume(plant) {
      const { others } = await turn(plant, 'Disabled', true);
      return others.every(({ State }) => State === 'Enabled' || State === 'Enabling' || State === 'Creating');
    },
  };
};
