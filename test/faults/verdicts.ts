import { eventType, schemaId } from '../../events/define-event.ts';
import type { CloudEvent } from '../../events/envelope.ts';
import type { MasterData } from '../../odoo/master-data.ts';
import type { Sending } from './deliveries.ts';

const kg = 'uom.product_uom_kgm';
const rfc3339 = (time: number) => new Date(time).toISOString().replace(/\.\d+Z/, 'Z');
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
  /** in the order they are sent; some of them twice */
  words: Word[];
  /** whether the rules let the lot out */
  out: boolean;
}

/** The latest word by its own time decides, of two at one time the one that holds; without a word it stays held. */
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
  wordsOf(sequence: Sequence): Sending[];
}

/** Lots of ten kilograms each, and what is said about them: contradictory, repeated, at one time, out of order, nothing. */
export function verdictStory(run: string, lots: number, random: () => number): VerdictStory {
  const pick = (below: number) => Math.floor(random() * below);
  const product = `${run}-FORMULA`;
  const order = `OSL/MO/${run}`;
  const began = Date.now() - 8 * 3600 * 1000;
  let count = 0;
  const sendingOf = (name: string, partner: string, subject: string, time: number, data: object): Sending => {
    const [system] = partner.split('-').slice(1);
    count += 1;
    const event = {
      specversion: '1.0',
      id: `${run}-${count}`,
      source: `/plants/oslo/${system}`,
      type: eventType({ name, version: 1 }),
      time: rfc3339(time),
      subject,
      dataschema: schemaId({ name, version: 1 }),
      data,
    } as CloudEvent;
    return { partner, event };
  };
  const sequences = Array.from({ length: lots }, (_, index): Sequence => {
    const said = Array.from(
      { length: pick(6) },
      (): Word => ({ said: words[pick(words.length)] ?? 'pass', at: 5 + 5 * pick(6) }),
    );
    return { lot: `${run}-L${index + 1}`, words: said, out: letsOut(said) };
  });
  return {
    product,
    sequences,
    masterData: {
      warehouses: [{ code: 'OSL', name: 'Oslo Dairy' }],
      items: [
        { code: product, name: 'Infant formula', uom: kg, tracking: 'lot', category: 'Infant formula' },
        { code: `${run}-WHEY`, name: 'Whey', uom: kg, tracking: 'none' },
      ],
      boms: [{ item: product, quantity: 1, components: [{ item: `${run}-WHEY`, quantity: 1 }] }],
      stock: [{ warehouse: 'OSL', item: `${run}-WHEY`, quantity: 1_000_000 }],
      orders: [{ name: order, warehouse: 'OSL', item: product, quantity: 10_000, confirmed: true }],
    },
    made: sequences.map(({ lot }) =>
      sendingOf('production.reported', 'oslo-mes', order, began, {
        order,
        quantity: { value: 10, unit: 'KGM' },
        lot: { number: lot },
      }),
    ),
    wordsOf: ({ lot, words: said }) => {
      const sendings = said.map(({ said: word, at }) => {
        const about = { item: product, lot };
        const time = began + at * minute;
        return word === 'held' || word === 'released'
          ? sendingOf(`lot.${word}`, 'oslo-lab', lot, time, about)
          : sendingOf('lot.inspected', 'oslo-lab', lot, time, { ...about, verdict: word });
      });
      // Out of order is what `words` is already; some come twice.
      return sendings.flatMap((sending) => (random() < 0.3 ? [sending, sending] : [sending]));
    },
  };
}
