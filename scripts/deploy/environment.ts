import type { Environment } from '../../configuration/environment.ts';
import type { PlantProfile } from '../../configuration/plant.ts';
import { environments } from '../../environments/index.ts';
import { plants } from '../../plants/index.ts';
import { stop } from '../stop.ts';

/** The environment of this name. Ends the process when there is none, or when it is the one of `npm start`. */
export const environmentNamed = (name: string | undefined, usage: string): Environment => {
  const deployable = environments.filter((each) => each.name !== 'local');
  const found = deployable.find((each) => each.name === name);
  if (found) return found;
  const there = `there are ${deployable.map((each) => each.name).join(', ')}`;
  return stop(
    `${name === undefined ? 'which environment?' : `no environment "${name}" to deploy`}; ${there}\n\n${usage}`,
  );
};

export const plantsOf = ({ plants: ids }: Pick<Environment, 'plants'>): PlantProfile[] =>
  ids.flatMap((id) => plants[id] ?? []);
