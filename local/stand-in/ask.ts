import { type Fields, onlyKeys, textAt } from './fields.ts';
import type { Books } from './model/books.ts';
import type { Warehouse } from './procedures.ts';
import { historyQuestions } from './questions/history.ts';
import { lotDeliveries } from './questions/lot-deliveries.ts';
import { lotGenealogy } from './questions/lot-genealogy.ts';
import { lotRecall } from './questions/lot-recall.ts';
import { lotState } from './questions/lot-state.ts';
import { Refusal } from './refusal.ts';

/** What a question is answered from. */
export interface Asked {
  books: Books;
  warehouse: Warehouse;
  now: Date;
}

/** Answers one question; throws a `Refusal` when it can't. A question books nothing. */
export type AnswerQuestion = (asked: Asked, about: unknown) => unknown;

const questions: Readonly<Record<string, AnswerQuestion>> = {
  'lot.state': lotState,
  'lot.deliveries': lotDeliveries,
  'lot.genealogy': lotGenealogy,
  'lot.recall': lotRecall,
  ...historyQuestions,
};

/** The server action asked a question: its answer, or the reason why there is none, as the module puts it. */
export function ask(
  { books, now, version }: { books: Books; now: Date; version: string },
  warehouseOf: (code: string) => Warehouse | undefined,
  given: unknown,
): unknown {
  try {
    const asked: Fields = onlyKeys(given, ['question', 'warehouse', 'about'], '');
    const name = textAt(asked, 'question', '');
    const question = Object.hasOwn(questions, name) ? questions[name] : undefined;
    if (question === undefined) {
      const message = `the Odoo module has no answer to ${name}`;
      return { version, error: 'unknown-operation', message };
    }
    const code = textAt(asked, 'warehouse', '');
    const warehouse = warehouseOf(code);
    if (warehouse === undefined) {
      const message = `Odoo has no warehouse ${code}, or several, that the integration user may see`;
      return { version, error: 'unknown-warehouse', message };
    }
    return { version, answer: books.atomically(() => question({ books, warehouse, now }, asked.about)) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, message, pointer } = error;
    return { version, refused: { code, message, pointer } };
  }
}
