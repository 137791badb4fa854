import type { Environment } from '../../../configuration/environment.ts';
import type { PlantProfile } from '../../../configuration/plant.ts';
import { stacksThatName } from '../app-view.ts';
import type { Cdk } from '../cdk.ts';
import { allWell, type Check, resultLines, runChecks, summary } from '../checks/check.ts';

export interface AddPlantDeps {
  environment: Environment;
  /** undefined: there is no profile of this id */
  plant: PlantProfile | undefined;
  /** doctor's checks, of Odoo for this plant only */
  checks: readonly Check[];
  cdk: Pick<Cdk, 'deploy'>;
  stacksThatName?: typeof stacksThatName;
  say(line: string): void;
}

/** What says something about a plant that is not there yet, and about an account to which more is added. */
const relevant = (id: string): boolean => !['protection', 'plants', 'names'].includes(id);

/** Deploys a plant that the environment names: its own stack, and every stack that has something for each plant. Returns the exit code. */
export const addPlant = async (id: string, deps: AddPlantDeps): Promise<number> => {
  const { environment, plant, checks, cdk, say } = deps;
  const { name, plants } = environment;
  if (!plant) {
    say(`there is no plants/${id}.ts; \`npm run new:plant -- ${id} …\` writes it (docs/onboard-a-plant.md)`);
    return 1;
  }
  if (!plants.includes(id)) {
    say(
      `environments/${name}.ts does not name ${id}: add it to plants, and its partners to partners; then repeat this`,
    );
    return 1;
  }
  const results = await runChecks(checks.filter((check) => relevant(check.id)));
  for (const line of [...resultLines(results), '', summary(results)]) say(line);
  if (!allWell(results)) {
    say('nothing was deployed');
    return 1;
  }
  const others = await (deps.stacksThatName ?? stacksThatName)(environment, id);
  const stacks = [`${name}/lane-${id}`, ...others];
  say(`deploying ${stacks.join(', ')}, and what they depend on`);
  await cdk.deploy(stacks);
  say(
    `${plant.name} runs in ${name}. Next: its codes (npm run operate -- --env ${name} crosswalk import …) and its partners' keys`,
  );
  return 0;
};
