import type { Desk } from '../procedures.ts';
import { Refusal } from '../refusal.ts';

/** Sales is an app of its own; production needs none of it. */
export function needSales(desk: Desk, pointer: string): void {
  if (desk.withoutApps.includes('sale'))
    throw new Refusal('app-not-installed', "Odoo's Sales app is not installed", pointer);
}
