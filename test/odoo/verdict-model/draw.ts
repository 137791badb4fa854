import type { Chance } from '../drift/chance.ts';
import type { Act, Model } from './model.ts';

/** Now, for words that are ahead of time and for what people do; later than every other time of a story. */
export const NOW = 1000;

/**
 * The next act of a story. Every step has a time of its own; words may be late, or ahead of time. `people`: whether
 * somebody presses buttons in Odoo, too.
 */
export function drawAct(chance: Chance, model: Model, step: number, people: boolean): Act {
  const at = step;
  const now = NOW + step;
  const amount = chance.upTo(3);
  const mustBeHeld = !['pass', 'released'].includes(model.standing.ours.word);
  const person = (what: Extract<Act, { by: 'person' }>['do'], of = amount): Act => ({
    by: 'person',
    do: what,
    amount: of,
    at: now,
  });
  const choices: [number, () => Act | undefined][] = [
    [3, () => ({ do: 'make', plant: 'OSL', amount: chance.upTo(5), at })],
    [1, () => ({ do: 'make', plant: 'GDA', amount: chance.upTo(4), at })],
    [7, () => drawWord(chance, step)],
    [3, () => ({ do: 'ship', amount, at })],
    [2, () => ({ do: 'return', amount, at })],
    [1, () => ({ do: 'use', amount, at })],
    [2, () => ({ do: 'move', plant: chance.pick(['OSL', 'GDA', 'BAR', 'VCO']), amount, at })],
    [
      3,
      () => ({
        do: 'count',
        plant: chance.pick(['OSL', 'GDA', 'BAR', 'VCO']),
        amount: chance.upTo(6) - 1,
        at: now,
      }),
    ],
    [1, () => (mustBeHeld ? { do: 'scrap', amount, at } : undefined)],
    [2, () => (model.unseen.length > 0 ? { do: 'watch', at: now } : undefined)],
    [1, () => (model.held('OSL') >= amount ? person(chance.pick(['take-out', 'deliver-held'])) : undefined)],
    [1, () => (model.open.OSL >= amount ? person(chance.pick(['put-in', 'deliver'])) : undefined)],
    [1, () => (model.held('OSL') > 0 ? person('count-hold', chance.upTo(6) - 1) : undefined)],
    [1, () => (model.atCustomer > 0 ? person('return-all') : undefined)],
  ];
  const some = people ? choices : choices.slice(0, withoutPeople);
  const all = some.flatMap(([weight, make]) => Array.from({ length: weight }, () => make));
  for (;;) {
    const act = chance.pick(all)();
    if (act) return act;
  }
}

/** So many of the choices are events. */
const withoutPeople = 9;

function drawWord(chance: Chance, step: number): Act {
  const ahead = chance.percent(10);
  const back = chance.percent(25) ? chance.upTo(4) : 0;
  const word = chance.pick(['fail', 'held', 'held', 'pass', 'pass', 'released', 'released'] as const);
  const part = (word === 'held' || word === 'released') && chance.percent(50);
  return {
    do: 'word',
    plant: chance.pick(['OSL', 'OSL', 'GDA', 'VCO']),
    word,
    ...(part && { amount: chance.upTo(3) }),
    at: ahead ? NOW + step : Math.max(step - back, 1),
  };
}
