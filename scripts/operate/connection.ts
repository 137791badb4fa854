import { userInfo } from 'node:os';
import type { LambdaClientConfig } from '@aws-sdk/client-lambda';
import type { CommandAnswer } from '../../lambdas/operations/commands.ts';
import { liveOf, namesOf } from '../../lib/names.ts';
import { localEndpoint } from '../../local/run/endpoint.ts';
import { inWords } from '../aws-errors.ts';
import { stop } from '../stop.ts';

/** How commands reach an environment. Every error ends the process with one line. */
export interface Connection {
  /** Sends a command to the operate function. */
  invoke(command: Record<string, unknown>): Promise<CommandAnswer>;
  /** Who is recorded as having decided: the AWS identity, or on this machine the user's name. */
  whoAmI(): Promise<string>;
}

/** The local run without a name, else the environment of that name, if the credentials are of its account. */
export const connectTo = async (environment: string | undefined): Promise<Connection> =>
  environment === undefined ? connectToLocalRun() : connectToDeployed(environment);

/** How AWS's clients reach the local run. */
export const localConnection = (): ReturnType<typeof localEndpoint> => {
  try {
    return localEndpoint();
  } catch (error) {
    return fail(inWords(error));
  }
};

const connectToLocalRun = (): Connection => {
  const send = operateFunction('local', localConnection());
  return {
    invoke: (command) =>
      send(command).catch((error: NodeJS.ErrnoException) =>
        fail(
          error.code === 'ECONNREFUSED'
            ? 'the local run does not answer; start it with `npm start`'
            : inWords(error),
        ),
      ),
    whoAmI: async () => userInfo().username,
  };
};

const connectToDeployed = async (name: string): Promise<Connection> => {
  // The local run needs none of the environments, and all of them take time to load and check.
  const { callerIn, demandItsAccount, deployedEnvironment } = await import('../deployed-environment.ts');
  const known = () => {
    try {
      return deployedEnvironment(name);
    } catch (error) {
      return stop(inWords(error));
    }
  };
  const environment = known();
  const { region } = environment;
  let asked: ReturnType<typeof callerIn> | undefined;
  const caller = () => {
    asked ??= callerIn(region);
    return asked;
  };
  const failInWords = (error: unknown) => fail(inWords(error));
  await demandItsAccount(environment, caller).catch(failInWords);
  const send = operateFunction(name, { region });
  return {
    invoke: (command) => send(command).catch(failInWords),
    whoAmI: async () => (await caller().catch(failInWords)).arn,
  };
};

/** Invokes an environment's operate function. Loads its client at the first command, so that `--help` needs none. */
const operateFunction = (name: string, connection: LambdaClientConfig) => {
  const load = async () => {
    const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
    return { InvokeCommand, client: new LambdaClient(connection) };
  };
  let loading: ReturnType<typeof load> | undefined;
  return async (command: Record<string, unknown>): Promise<CommandAnswer> => {
    loading ??= load();
    const { InvokeCommand, client } = await loading;
    const { Payload, FunctionError } = await client.send(
      new InvokeCommand({
        FunctionName: liveOf(namesOf({ name }).operateFunction),
        Payload: JSON.stringify(command),
      }),
    );
    const answer = JSON.parse(Payload?.transformToString() ?? 'null') as CommandAnswer;
    if (FunctionError || !answer?.said)
      throw new Error(`the operate function failed: ${JSON.stringify(answer)}`);
    return answer;
  };
};

const fail = (message: string): never => {
  console.error(message);
  process.exit(1);
};
