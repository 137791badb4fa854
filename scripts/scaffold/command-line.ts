import { stop } from '../stop.ts';
import { wrongName } from './past-tense.ts';

/** The one name on the command line. Prints the usage when it is asked for, or when the name is missing or wrong. */
export const nameFrom = (positionals: readonly string[], help: boolean, usage: string): string => {
  if (help) {
    console.log(usage);
    process.exit(0);
  }
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) return stop(usage);
  const wrong = wrongName(name);
  return wrong ? stop(`${wrong}\n\n${usage}`) : name;
};
