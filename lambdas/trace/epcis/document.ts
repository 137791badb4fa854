import type { PlantProfile } from '../../../plants/index.ts';
import type { PlantsRead } from '../plants-read.ts';
import { redact } from '../redact.ts';
import { howComplete, remarks } from '../shown.ts';
import type { TracedGenealogy } from '../traced.ts';
import { observations } from './observations.ts';
import { transformations } from './transformations.ts';

const context = [
  'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
  { opg: 'urn:odoo-plant-gateway:voc:' },
];

/**
 * A genealogy as EPCIS 2.0: what the plants that may be read did, in the order of time. Of a lot of another plant only
 * the identity is told, where an event of these plants used it.
 */
export const epcisDocument = (given: TracedGenealogy, read: PlantsRead, now: Date) => {
  const { traced, withheld } = redact(given, read);
  const plant = (warehouse: string | undefined): PlantProfile | undefined =>
    warehouse === undefined ? undefined : read.byWarehouse.get(warehouse);
  const eventList = [...transformations(traced, plant), ...observations(traced, plant)].toSorted((a, b) =>
    a.eventTime < b.eventTime ? -1 : a.eventTime > b.eventTime ? 1 : 0,
  );
  const { truncated, remarks: said } = howComplete(traced.truncated, withheld, remarks.withheld);
  return {
    '@context': context,
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: now.toISOString(),
    epcisBody: { eventList },
    ...(said && { 'opg:truncated': truncated, 'opg:remarks': said }),
  };
};
