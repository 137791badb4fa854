import * as z from 'zod';
import type { PlantProfile } from '../../plants/define-plant.ts';
import { type DispatchDeps, dispatch } from './dispatch.ts';

export interface HandlerDeps extends Omit<DispatchDeps, 'timeLeft'> {
  plants: Readonly<Record<string, PlantProfile>>;
}

const asked = z.object({ plant: z.string() });

/** A plant's schedule, or a hint, says whose turn it is. Throws when the input is neither, or a store fails. */
export const handle = async (input: unknown, timeLeft: () => number, deps: HandlerDeps): Promise<void> => {
  const { plant: id } = asked.parse(input);
  const plant = deps.plants[id];
  if (!plant) throw new Error(`there is no profile of plant ${id}`);
  await dispatch(plant, { ...deps, timeLeft });
};
