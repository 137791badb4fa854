import { canaryStep } from './canary.ts';
import { codesStep, keysStep, moduleStep, secretStep } from './connect-steps.ts';
import { deployStep, doctorStep, protectStep } from './deploy-step.ts';
import { type FirstDeployDeps, type FirstState, type Step, StepFailed } from './step.ts';

/** The steps of a first deployment, in their order. */
export const firstSteps = (deps: FirstDeployDeps): Step[] => [
  doctorStep(deps),
  deployStep(deps),
  secretStep(deps),
  moduleStep(deps),
  codesStep(deps),
  keysStep(deps),
  canaryStep(deps),
  protectStep(deps),
];

/** All steps, or the only one that is wanted. Throws, with their names, when there is no such step. */
export const stepsOf = (steps: readonly Step[], only: string | undefined): readonly Step[] => {
  if (only === undefined) return steps;
  const wanted = steps.filter(({ id }) => id === only);
  if (wanted.length > 0) return wanted;
  throw new Error(`there is no step ${only}; there are ${steps.map(({ id }) => id).join(', ')}`);
};

/** What would be done, without doing it. */
export const dryRun = (steps: readonly Step[]): string[] =>
  steps.flatMap(({ title, commands }, index) => [
    `${index + 1}. ${title}`,
    ...commands.map((command) => `     ${command}`),
  ]);

interface Row {
  title: string;
  seconds: number | undefined;
  ended: string;
}

/** Does all steps that are not done yet. Returns the exit code. After a failure, or a kill, repeating it continues. */
export const firstDeploy = async (
  deps: FirstDeployDeps,
  steps: readonly Step[] = firstSteps(deps),
): Promise<number> => {
  const { environment, state, now, say } = deps;
  const rows: Row[] = [];
  const finished = (): FirstState => state.read() ?? { seconds: {} };
  for (const step of steps) {
    const before = finished().seconds[step.id];
    const began = now().getTime();
    const seconds = () => Math.round((now().getTime() - began) / 100) / 10;
    try {
      if (before !== undefined && (await step.stillDone())) {
        rows.push({ title: step.title, seconds: before, ended: 'done before' });
        continue;
      }
      say(`${step.title} …`);
      const said = await step.run();
      say(`  ${said}`);
      rows.push({
        title: step.title,
        seconds: seconds(),
        ended: said.startsWith('left out') ? 'left out' : 'done',
      });
      const known = finished();
      state.write({ ...known, seconds: { ...known.seconds, [step.id]: seconds() } });
    } catch (error) {
      const { message } = error as Error;
      say(`  FAILED: ${message}`);
      if (error instanceof StepFailed) say(`  -> ${error.todo}`);
      say(`  then repeat: npm run first-deploy -- ${environment.name}; it continues here`);
      rows.push({ title: step.title, seconds: seconds(), ended: 'FAILED' });
      for (const line of table(rows)) say(line);
      return 1;
    }
  }
  for (const line of table(rows)) say(line);
  say(`${environment.name} is deployed.`);
  // The next run starts anew: it checks everything again.
  state.clear();
  return 0;
};

const table = (rows: readonly Row[]): string[] => {
  const widest = Math.max(...rows.map(({ title }) => title.length), 'in all'.length);
  const line = (title: string, seconds: number | undefined, ended: string) =>
    `${title.padEnd(widest)}  ${(seconds?.toFixed(1) ?? '-').padStart(7)} s  ${ended}`;
  const sum = rows.reduce((total, { seconds = 0 }) => total + seconds, 0);
  return [
    '',
    ...rows.map(({ title, seconds, ended }) => line(title, seconds, ended)),
    line('in all', sum, ''),
    '',
  ];
};
