import { itemCosts, orderCosts } from './costs.ts';
import type { Dataset } from './define-dataset.ts';
import { machineCount, machineState, oee } from './machines.ts';
import { consumption, deliveries, labour, production, receipts, scrap, supplierScorecard } from './odoo.ts';

/** Every dataset of the analytics store. Each has a table in Athena. */
export const datasets: readonly Dataset[] = [
  production,
  consumption,
  scrap,
  labour,
  deliveries,
  receipts,
  machineState,
  machineCount,
  oee,
  supplierScorecard,
  itemCosts,
  orderCosts,
];
