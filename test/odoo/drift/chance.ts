import { randomNumbers } from '../../../local/sample/random.ts';

/** Seeded choices: the same seed makes the same plant and the same events. */
export interface Chance {
  /** true in so many of a hundred cases */
  percent(share: number): boolean;
  pick<Choice>(choices: readonly Choice[]): Choice;
  /** a whole number from 1 to the highest */
  upTo(highest: number): number;
  /** a quantity with two digits, from 0.01 to the highest */
  amount(highest: number): number;
}

export function chanceOf(seed: number): Chance {
  const random = randomNumbers(seed);
  const upTo = (highest: number) => 1 + Math.floor(random() * highest);
  return {
    percent: (share) => random() * 100 < share,
    pick: <Choice>(choices: readonly Choice[]): Choice => {
      const choice = choices[upTo(choices.length) - 1];
      if (choice === undefined) throw new Error('nothing to choose from');
      return choice;
    },
    upTo,
    amount: (highest) => upTo(highest * 100) / 100,
  };
}
