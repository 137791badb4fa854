import { momentAt, numberAt, onlyKeys, textAt } from './fields.ts';
import { currency, rateValidFrom, setHourlyCost } from './model/costs.ts';
import type { Procedure } from './procedures.ts';
import { Refusal } from './refusal.ts';
import { machineAt } from './rules/machines.ts';

/** What an hour of a machine costs; an older rate that comes late changes nothing. */
export const procedure: Procedure = {
  operation: 'machine-rate.reported',
  book: (desk, given) => {
    const payload = onlyKeys(given, ['machine', 'machine_rate', 'energy_rate', 'valid_from'], '/data');
    const machine = machineAt(desk, textAt(payload, 'machine', '/data/machine'));
    const rate = rateOf(payload.machine_rate, '/data/machineRate');
    const energy = 'energy_rate' in payload ? rateOf(payload.energy_rate, '/data/energyRate') : 0;
    const from = momentAt(payload, 'valid_from', '/data/validFrom');
    if (from > desk.moment) {
      const message = `the rate is valid from ${from} only; send it then`;
      throw new Refusal('rate-not-yet-valid', message, '/data/validFrom');
    }
    const known = rateValidFrom(desk.books, machine.id);
    if (known === undefined || from >= known)
      setHourlyCost(desk.books, machine.id, Number((rate + energy).toFixed(6)), from);
    return machine;
  },
};

function rateOf(given: unknown, pointer: string): number {
  const rate = onlyKeys(given, ['value', 'currency'], pointer);
  const said = textAt(rate, 'currency', `${pointer}/currency`);
  if (said !== currency) {
    const message = `the rate is in ${said}, and the company keeps its books in ${currency}`;
    throw new Refusal('other-currency', message, `${pointer}/currency`);
  }
  return numberAt(rate, 'value', `${pointer}/value`, true);
}
