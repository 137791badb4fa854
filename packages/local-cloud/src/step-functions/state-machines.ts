import { z } from 'zod';
import { AwsError } from '../aws-error.ts';
import type { Functions } from '../lambda/functions.ts';
import type { Deployment } from '../template/deployment.ts';
import { properties, read } from '../template/properties.ts';
import { label } from '../template/resource.ts';
import type { Definition } from './definition.ts';
import { readDefinition } from './read-definition.ts';

const machineProperties = properties(
  {
    StateMachineName: z.string().optional(),
    StateMachineType: z.literal('STANDARD', 'only standard state machines are played here').optional(),
    DefinitionString: z.string('the definition has to be in the template'),
    RoleArn: z.string(),
  },
  ['EncryptionConfiguration', 'LoggingConfiguration', 'Tags', 'TracingConfiguration'],
);

export interface StateMachine {
  arn: string;
  name: string;
  roleArn: string;
  /** as the template gives it */
  text: string;
  definition: Definition;
}

/** The state machines of the deployment; throws at what cannot be run here. */
export class StateMachines {
  readonly #machines: Map<string, StateMachine>;

  constructor(deployment: Deployment, functions: Pick<Functions, 'all'>) {
    const names = new Set(functions.all().flatMap(({ name, options }) => [name, options.arn]));
    const isFunction = (reference: string): boolean => names.has(reference.replace(/:\$LATEST$/, ''));
    this.#machines = new Map(
      deployment.all('AWS::StepFunctions::StateMachine').map((resource) => {
        const { DefinitionString: text, RoleArn: roleArn } = read(machineProperties, resource);
        const { arn, name } = resource;
        try {
          return [arn, { arn, name, roleArn, text, definition: readDefinition(text, isFunction) }];
        } catch (error) {
          const problem = error instanceof Error ? error.message : String(error);
          throw new Error(`${label(resource)} cannot be run here: ${problem}`);
        }
      }),
    );
  }

  all(): StateMachine[] {
    return [...this.#machines.values()];
  }

  get(arn: string): StateMachine {
    const found = this.#machines.get(arn);
    if (!found) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return found;
  }
}
