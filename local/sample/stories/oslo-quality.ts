import { osloFormulaLot, osloFormulaOrders, osloOrder } from '../plants/oslo.ts';
import type { Storyteller } from '../story.ts';

const kg = (value: number) => ({ value, unit: 'KGM' });
const lab = { system: 'lab', partner: 'oslo-lab' };
const item = 'FORMULA-1';

/**
 * Infant formula: held from the moment it is made. One lot passes and is released, so that the delivery waiting for it is
 * ready; one fails and stays; the third was made three days before, and has no verdict yet.
 */
export function osloQuality(story: Storyteller): void {
  const [passing, failing, forgotten] = osloFormulaOrders;
  make(story, forgotten, -4_500, 300);
  make(story, passing, 300, 400);
  make(story, failing, 330, 200);
  inspect(story, passing, 420, 'pending');
  inspect(story, passing, 700, 'pass');
  inspect(story, failing, 720, 'fail');
}

function make(story: Storyteller, number: number, minute: number, value: number): void {
  const lot = { number: osloFormulaLot(story.calendar, number), expiresAt: story.calendar.daysOn(540) };
  story.report('production.reported', minute, {
    order: osloOrder(story.calendar, number),
    quantity: kg(value),
    lot,
    final: true,
  });
}

function inspect(
  story: Storyteller,
  number: number,
  minute: number,
  verdict: 'pending' | 'pass' | 'fail',
): void {
  const lot = osloFormulaLot(story.calendar, number);
  const inspection = `LIMS-${story.calendar.label}-${number}`;
  const cronobacter = {
    characteristic: 'Cronobacter in 30 × 10 g',
    value: verdict === 'pass' ? 'absent' : 'present',
    verdict,
  };
  const moisture = { characteristic: 'Moisture', value: 2.9, unit: 'P1', upper: 4, verdict: 'pass' };
  const found = verdict === 'pending' ? {} : { results: [moisture, cronobacter] };
  story.report('lot.inspected', minute, { item, lot, verdict, inspection, ...found }, lab);
}
