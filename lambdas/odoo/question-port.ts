import { type Answered, askOdoo, type Question } from './ask.ts';
import { type ClientSource, failureOfSecret } from './odoo-port.ts';

/** Odoo, as one who only asks sees it. */
export interface QuestionPort {
  /** Never throws; repeating it is harmless. */
  ask(question: Question): Promise<Answered>;
}

/** Asks through a remembered client; a key that Odoo does not accept (any more) is read once again. */
export const questionPort = (clientFrom: ClientSource): QuestionPort => ({
  async ask(question) {
    try {
      const remembered = await clientFrom(false);
      const answer = await askOdoo(remembered, question);
      if (answer.ok || answer.code !== 'bad-key') return answer;
      const fresh = await clientFrom(true);
      return fresh.connection.apiKey === remembered.connection.apiKey
        ? answer
        : await askOdoo(fresh, question);
    } catch (error) {
      return failureOfSecret(error);
    }
  },
});
