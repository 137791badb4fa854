import type * as z from 'zod';
import { OdooAway, OdooDeclined } from '../runtime/task-failures.ts';
import type { Question } from './ask.ts';
import type { QuestionPort } from './question-port.ts';

/** Odoo's answer, read by its schema; for tasks of state machines: throws {@link OdooAway} or {@link OdooDeclined}. */
export const mustAnswer = async <Schema extends z.ZodType>(
  odoo: QuestionPort,
  question: Question,
  answerAs: Schema,
): Promise<z.output<Schema>> => {
  const answered = await odoo.ask(question);
  if (answered.ok) {
    const parsed = answerAs.safeParse(answered.answer);
    if (parsed.success) return parsed.data;
    throw new OdooAway('the module in Odoo answered in another form than this gateway understands');
  }
  const why = `${answered.code}: ${answered.message}`;
  throw answered.kind === 'declined' ? new OdooDeclined(why) : new OdooAway(why);
};
