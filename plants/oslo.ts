import { definePlant } from '../configuration/plant.ts';

/** Sample plant. Dairy: kilograms, lots with expiry dates. Its item codes are Odoo's internal references. */
export const oslo = definePlant({
  id: 'oslo',
  name: 'Oslo Dairy',
  warehouse: 'OSL',
  timeZone: 'Europe/Oslo',
  systems: ['mes', 'wms', 'lab', 'supplier', 'shop'],
  owners: {
    'production-order': ['mes'],
    'work-order': ['mes'],
    'material-consumption': ['mes', 'wms'],
    labor: ['mes'],
    machine: ['mes'],
    'machine-rate': ['mes'],
    stock: ['wms'],
    'goods-receipt': ['wms'],
    'purchase-order': ['supplier'],
    'sales-order': ['shop'],
    shipment: ['wms'],
    lot: { inspected: ['lab'], held: ['lab', 'wms'], released: ['lab'] },
    nonconformance: ['lab', 'mes'],
    day: ['mes', 'wms'],
  },
  ceilings: { default: 10_000, KGM: 25_000, TNE: 25 },
  watches: 'everything',
  // Infant formula is shipped only after the laboratory has passed it.
  quality: {
    hold: 'OSL/Quality hold',
    rework: 'OSL/Rework',
    gated: { items: [], categories: ['Infant formula'] },
    // The microbiology alone takes two days.
    remindAfterHours: 48,
    verdictWithinHours: 72,
  },
  expiry: { expired: 'refuse', soonDays: 2, soon: 'warn' },
  shifts: [
    {
      name: 'early',
      from: '06:00',
      to: '14:00',
      days: ['mon', 'tue', 'wed', 'thu', 'fri'],
      pauses: [{ from: '10:00', to: '10:30' }],
    },
    {
      name: 'late',
      from: '14:00',
      to: '22:00',
      days: ['mon', 'tue', 'wed', 'thu', 'fri'],
      pauses: [{ from: '18:00', to: '18:30' }],
    },
    {
      name: 'night',
      from: '22:00',
      to: '06:00',
      days: ['sun', 'mon', 'tue', 'wed', 'thu'],
      pauses: [{ from: '02:00', to: '02:30' }],
    },
  ],
  reconciliation: {
    // Milk is weighed, cups are counted by the carton.
    tolerances: [{ items: ['MILK'], percent: 0.5 }, { items: ['CUP'], absolute: 20 }, { absolute: 0.01 }],
    // The WMS sends a snapshot every night; two hours more for a late one.
    snapshotEveryHours: 26,
  },
  negativeStock: 'refuse',
  maximumConcurrency: 2,
  canary: { item: 'CRATE', quantity: { value: 1, unit: 'H87' }, from: 'OSL/Stock', to: 'OSL/Stock/Dispatch' },
  alarms: { laneAgeMinutes: 10 },
});
