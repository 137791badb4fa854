import type { Case } from './case.ts';

const numbersOf = (line: string): number[] =>
  [...line.matchAll(/~(-?[\d.e+-]+)/g)].map(([, number]) => Number(number));
const skeletonOf = (line: string): string => line.replaceAll(/~-?[\d.e+-]+/g, '~');

const same = (a: string, b: string, near: number): boolean => {
  if (a === b) return true;
  if (skeletonOf(a) !== skeletonOf(b)) return false;
  const others = numbersOf(b);
  return numbersOf(a).every((number, index) => Math.abs(number - (others[index] ?? Number.NaN)) <= near);
};

/**
 * Lines that only one side has, but for the meant ones: `screens: …` and `events: …`. Numbers after `~` depend on how fast
 * the work was done; `near` is how far they may be apart.
 */
export const differences = (
  screens: readonly string[],
  events: readonly string[],
  { meant = [], near = 0.05 }: Pick<Case, 'meant' | 'near'> = {},
): string[] => {
  const left = [...screens];
  const only: string[] = [];
  for (const line of events) {
    const at = left.findIndex((other) => same(other, line, near));
    if (at >= 0) left.splice(at, 1);
    else only.push(`events:  ${line}`);
  }
  return [...left.map((line) => `screens: ${line}`), ...only].filter(
    (line) => !meant.some((each) => each.line.test(line)),
  );
};
