import type { Desk } from '../procedures.ts';
import { Refusal } from '../refusal.ts';

type Apps = Pick<Desk, 'withoutApps'>;

/** Sales is an app of its own; production needs none of it. */
export function needSales({ withoutApps }: Apps, pointer: string): void {
  if (withoutApps.includes('sale'))
    throw new Refusal('app-not-installed', "Odoo's Sales app is not installed", pointer);
}

export function needPurchases({ withoutApps }: Apps, pointer: string): void {
  if (!withoutApps.includes('purchase_stock')) return;
  const message = 'purchase orders need the app purchase_stock, which Odoo does not have';
  throw new Refusal('app-not-installed', message, pointer);
}
