import { environments } from '../environments/index.ts';

/** The region of an environment that can be deployed. Throws, with the list of them, for any other name. */
export const regionOf = (name: string): string => {
  const deployed = environments.filter((each) => each.name !== 'local');
  const found = deployed.find((each) => each.name === name);
  if (!found)
    throw new Error(
      `there is no environment ${name}; environments/ has ${deployed.map((each) => each.name).join(', ')}`,
    );
  return found.region;
};
