import { type Answered, askOdoo, type Question } from './ask.ts';
import { type ClientSource, withClient } from './odoo-port.ts';

/** Odoo, as who only asks sees it. */
export interface QuestionPort {
  /** One call, one transaction that books nothing. Never throws. */
  ask(question: Question): Promise<Answered>;
}

export const questionPort = (clientFrom: ClientSource): QuestionPort => ({
  ask: (question) => withClient(clientFrom, (client) => askOdoo(client, question)),
});
