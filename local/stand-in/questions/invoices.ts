import type { AnswerQuestion } from '../ask.ts';
import { Refusal } from '../refusal.ts';

/** The stand-in keeps no accounts. */
export const invoices: AnswerQuestion = () => {
  throw new Refusal('app-not-installed', "Odoo's Invoicing app is not installed", '');
};
