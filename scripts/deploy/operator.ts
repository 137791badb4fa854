import type { Environment } from '../../configuration/environment.ts';
import type { CommandAnswer } from '../../lambdas/operations/commands.ts';
import { liveOf, namesOf } from '../../lib/names.ts';
import type { Functions } from './aws/ports.ts';
import type { Operator } from './plants/waiting.ts';

/** Operators' commands to an environment, as `npm run operate` sends them. */
export const operatorOf =
  (functions: Functions, environment: Pick<Environment, 'name'>): Operator =>
  async (command) => {
    const name = liveOf(namesOf(environment).operateFunction);
    const answer = (await functions.invoke(name, command)) as CommandAnswer | null;
    if (!answer?.said) throw new Error(`${name} answered nothing that this command understands`);
    return answer;
  };
