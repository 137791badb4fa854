import { realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { ByHand } from './by-hand.ts';
import { Counter } from './counter.ts';
import { QualityDesk } from './quality-desk.ts';
import { ShopFloor } from './shop-floor.ts';

/** Who has to do with held goods, on the real Odoo of the environment: plant, laboratory, shipping, and people in Odoo. */
export function qualityOffice() {
  const backend = realOdooFromEnvironment();
  const floor = new ShopFloor(backend);
  return {
    backend,
    floor,
    desk: new QualityDesk(floor),
    counter: new Counter(floor),
    people: new ByHand(backend),
  };
}
