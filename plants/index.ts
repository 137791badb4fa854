import type { PlantProfile } from './define-plant.ts';
import { gdansk } from './gdansk.ts';
import { lyon } from './lyon.ts';
import { oslo } from './oslo.ts';

export type { PlantProfile } from './define-plant.ts';

/** Every plant by its id; an environment says which of them it deploys. */
export const plants: Readonly<Record<string, PlantProfile>> = Object.fromEntries(
  [oslo, gdansk, lyon].map((plant) => [plant.id, plant]),
);
