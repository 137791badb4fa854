import { osloPurchaseOrder, osloShopOrder } from '../plants/oslo.ts';
import type { Storyteller } from '../story.ts';

const kg = (value: number) => ({ value, unit: 'KGM' });
const pieces = (value: number) => ({ value, unit: 'H87' });
const wms = { system: 'wms', partner: 'baltic-wms' };
const supplier = { system: 'supplier', partner: 'nordic-supply' };
const shop = { system: 'shop', partner: 'oslo-shop' };

/** What comes in, what lies there, what is sold and leaves. */
export function osloTrade(story: Storyteller, delivery: string): void {
  purchase(story);
  crates(story);
  sale(story, delivery);
}

function purchase({ calendar, report }: Storyteller): void {
  const purchaseOrder = osloPurchaseOrder(calendar);
  const promisedAt = calendar.at(800);
  const lotOf = (number: number, value: number) => ({
    number: `V-${calendar.label}-${number}`,
    quantity: kg(value),
    expiresAt: calendar.daysOn(300),
  });
  const vanilla = (value: number) => ({ item: 'VANILLA', quantity: kg(value) });
  report(
    'purchase-order.confirmed',
    300,
    { purchaseOrder, supplierReference: 'SO-7781', lines: [{ ...vanilla(100), promisedAt }] },
    supplier,
  );
  const lots = [lotOf(1, 60), lotOf(2, 40)];
  report(
    'shipment.announced',
    320,
    { purchaseOrder, shipment: `ASN-${calendar.label}`, lines: [{ ...vanilla(100), lots }] },
    supplier,
  );
  const received = (number: number, value: number) => ({
    purchaseOrder,
    deliveryNote: `DN-${calendar.label}-${number}`,
    lines: [{ ...vanilla(value), lots: [lotOf(number, value)] }],
  });
  report('goods.received', 780, received(1, 60), wms);
  report('goods.received', 810, received(2, 40), wms);
}

/** Two crates fewer than were moved there. */
function crates({ calendar, report }: Storyteller): void {
  const item = 'CRATE';
  const place = 'OSL/Stock/Dispatch';
  const reference = `WMS-${calendar.label}`;
  report('stock.moved', 400, { item, quantity: pieces(60), from: 'OSL/Stock', to: place, reference }, wms);
  report('stock.counted', 480, { item, location: place, quantity: pieces(58), countedBy: 'anna' }, wms);
}

function sale({ calendar, report }: Storyteller, delivery: string): void {
  const lines = [{ item: 'BUTTER', quantity: pieces(40) }];
  report('sales-order.placed', 420, { order: osloShopOrder(calendar, 2), customer: 'FJORD', lines }, shop);
  const shipped = (value: number, trackingNumber: string) => ({
    delivery,
    salesOrder: osloShopOrder(calendar, 1),
    lines: [
      {
        item: 'BUTTER',
        quantity: pieces(value),
        lots: [{ number: `BU-${calendar.label}-1`, quantity: pieces(value) }],
      },
    ],
    carrier: 'Bring',
    trackingNumber,
  });
  report('shipment.confirmed', 500, shipped(70, '370722150'), wms);
  report('shipment.confirmed', 760, shipped(30, '370722151'), wms);
}
