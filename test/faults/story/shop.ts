import type { MasterData, ProductionOrder } from '../../../odoo/master-data.ts';
import type { Step } from './steps.ts';

/** How a plant reports what happened. */
export interface Shop {
  plant: string;
  warehouse: string;
  /** items with their stock and recipe; the orders come with the story */
  masterData: Omit<MasterData, 'orders'>;
  product: string;
  /** quantity of the product in one portion, in the unit Odoo keeps it in */
  portion: number;
  report(step: Step, about: OrderSoFar): Reported;
}

export interface OrderSoFar {
  name: string;
  number: number;
  /** the last report so far */
  last: Reported | undefined;
  /** how many reports there were */
  reports: number;
  random: () => number;
}

/** Data of an event of the named type, and the system that sends it if it is not the MES. */
export interface Reported {
  type: 'production.reported' | 'production.scrapped' | 'material.consumed';
  data: Record<string, unknown> & { order: string };
  system?: 'wms';
}

export type PlannedOrder = ProductionOrder & { confirmed: true };
