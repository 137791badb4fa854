import type { MasterData } from '../../odoo/master-data.ts';
import { calendarOf } from './calendar.ts';
import { gdanskMasterData } from './plants/gdansk.ts';
import { lyonMasterData } from './plants/lyon.ts';
import { osloMasterData } from './plants/oslo.ts';

/**
 * What the three sample plants need in Odoo for the sample day before `now`. Orders, lots and their expiry belong
 * to that day: seeding on another day adds the next day's, and leaves what is there.
 */
export function sampleMasterData(now: Date): MasterData {
  const calendar = calendarOf(now);
  const plants = [osloMasterData(calendar), gdanskMasterData(calendar), lyonMasterData(calendar)];
  return {
    warehouses: plants.flatMap((plant) => plant.warehouses),
    locations: plants.flatMap((plant) => plant.locations ?? []),
    workCenters: plants.flatMap((plant) => plant.workCenters ?? []),
    scrapReasons: plants.flatMap((plant) => plant.scrapReasons ?? []),
    items: plants.flatMap((plant) => plant.items),
    boms: plants.flatMap((plant) => plant.boms ?? []),
    stock: plants.flatMap((plant) => plant.stock ?? []),
    orders: plants.flatMap((plant) => plant.orders ?? []),
    customers: plants.flatMap((plant) => plant.customers ?? []),
    salesOrders: plants.flatMap((plant) => plant.salesOrders ?? []),
    suppliers: plants.flatMap((plant) => plant.suppliers ?? []),
    purchaseOrders: plants.flatMap((plant) => plant.purchaseOrders ?? []),
  };
}

/** For `npm run odoo:seed -- local/sample/master-data.ts`. */
export default sampleMasterData(new Date());
