import { definePartner, type Partner } from './define-partner.ts';

const osloMes = definePartner({
  id: 'oslo-mes',
  plants: ['oslo'],
  systems: ['mes'],
  types: ['production.*', 'material.consumed'],
  reads: 'plant',
  throttle: { rate: 50, burst: 100 },
  quota: { limit: 200_000, period: 'DAY' },
});

const gdanskMes = definePartner({
  id: 'gdansk-mes',
  plants: ['gdansk'],
  systems: ['mes'],
  types: ['production.*'],
  reads: 'plant',
  throttle: { rate: 50, burst: 100 },
  quota: { limit: 200_000, period: 'DAY' },
});

const lyonMes = definePartner({
  id: 'lyon-mes',
  plants: ['lyon'],
  systems: ['mes'],
  types: ['production.*', 'material.consumed'],
  reads: 'plant',
  throttle: { rate: 20, burst: 40 },
  quota: { limit: 100_000, period: 'DAY' },
  bus: { source: 'partner.lyon-mes' },
});

/** One warehouse system that serves two plants. */
const balticWms = definePartner({
  id: 'baltic-wms',
  plants: ['oslo', 'gdansk'],
  systems: ['wms'],
  types: ['material.consumed'],
  throttle: { rate: 20, burst: 40 },
  quota: { limit: 100_000, period: 'DAY' },
});

/** Every partner by its id; an environment says which of them it admits. */
export const partners: Readonly<Record<string, Partner>> = Object.fromEntries(
  [osloMes, gdanskMes, lyonMes, balticWms].map((partner) => [partner.id, partner]),
);
