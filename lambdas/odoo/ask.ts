import { runAction } from './action.ts';
import type { OdooClient } from './client.ts';
import { broken, type OdooFailure } from './errors.ts';
import { isRefusalCode, type RefusalCode } from './refusals.ts';

/** A question to the module in Odoo; the procedure of this name checks what it is about. */
export interface Question {
  /** `<noun>.<what is asked>` */
  question: string;
  /** code of the Odoo warehouse of the plant that asks */
  warehouse: string;
  about: object;
}

/** The answer as the question's procedure gives it, or why there is none. */
export type Answered =
  | { ok: true; answer: unknown }
  | { ok: false; kind: 'declined'; code: RefusalCode; message: string; pointer: string }
  | OdooFailure;

/** Asks Odoo, in one transaction. Never throws. Asking again is harmless. */
export async function askOdoo(client: OdooClient, question: Question): Promise<Answered> {
  const answered = await runAction(client, { ask: question });
  if (!answered.ok) return answered;
  const { answer, refused } = answered.reply;
  if (answer !== undefined) return { ok: true, answer };
  const { code, message, pointer } = (refused ?? {}) as Record<string, unknown>;
  if (!isRefusalCode(code))
    return broken('unexpected-answer', 'the server action answered neither the question nor why it cannot');
  return { ok: false, kind: 'declined', code, message: String(message), pointer: String(pointer) };
}
