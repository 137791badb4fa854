import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { awsCalls } from '../runtime/aws.ts';
import type { RunMachine } from './run-machine.ts';

export const sfnRunMachine = (stateMachineArn: string, client = new SFNClient(awsCalls)): RunMachine => ({
  async start(name, order) {
    const input = JSON.stringify({ order });
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    } catch (error) {
      // It was started before, and is over.
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  },
});
