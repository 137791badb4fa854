import type { MasterData } from '../../odoo/master-data.ts';
import { kilograms, Reporter } from './catalogue/chapter.ts';
import type { Sending } from './deliveries.ts';
import { formula } from './formula.ts';

const minute = 60_000;

type Said = 'pass' | 'fail' | 'held' | 'released' | 'pending';
const words: readonly Said[] = ['pass', 'pass', 'pass', 'fail', 'fail', 'held', 'released', 'pending'];
const holding: readonly Said[] = ['fail', 'held'];

export interface Word {
  said: Said;
  /** minutes after the lot was made */
  at: number;
}

export interface Sequence {
  lot: string;
  words: Word[];
  /** its quality events as they are sent, some of them twice */
  sendings: Sending[];
  /** whether the rules release the lot */
  out: boolean;
}

/** The latest event by its own time decides; of two at one time, the one that holds. Without one the lot stays held. */
export const letsOut = (said: readonly Word[]): boolean => {
  const deciding = said.filter((word) => word.said !== 'pending');
  const last = Math.max(...deciding.map(({ at }) => at));
  const atLast = deciding.filter(({ at }) => at === last);
  return atLast.length > 0 && atLast.every((word) => !holding.includes(word.said));
};

export interface VerdictStory {
  product: string;
  masterData: MasterData;
  made: Sending[];
  sequences: Sequence[];
}

/** Lots of ten kilograms, and quality events about them: contradictory, repeated, at one time, out of order, none. */
export function verdictStory(run: string, lots: number, random: () => number): VerdictStory {
  const pick = (below: number) => Math.floor(random() * below);
  const { product, names, masterData } = formula(run, 1);
  const [order] = names;
  const began = Date.now() - 8 * 3600 * 1000;
  const making = new Reporter(run, began);
  const judging = new Reporter(run, began);
  const sequences = Array.from({ length: lots }, (_, index): Sequence => {
    const lot = `${run}-L${index + 1}`;
    making.report('mes', 'production.reported', { order, quantity: kilograms(10), lot: { number: lot } });
    const said = Array.from(
      { length: pick(6) },
      (): Word => ({ said: words[pick(words.length)] ?? 'pass', at: 5 + 5 * pick(6) }),
    );
    const before = judging.sendings.length;
    for (const word of said) reportWord(judging, { item: product, lot }, word, began);
    const once = judging.sendings.slice(before);
    const sendings = once.flatMap((sending) => (random() < 0.3 ? [sending, sending] : [sending]));
    return { lot, words: said, sendings, out: letsOut(said) };
  });
  return { product, masterData, sequences, made: making.sendings };
}

function reportWord(
  reporter: Reporter,
  about: { item: string; lot: string },
  { said, at }: Word,
  began: number,
) {
  const time = new Date(began + at * minute).toISOString();
  if (said === 'held' || said === 'released') reporter.report('lab', `lot.${said}`, about, time);
  else reporter.report('lab', 'lot.inspected', { ...about, verdict: said }, time);
}
