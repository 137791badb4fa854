import * as z from 'zod';
import { catalogue } from '../events/catalogue.ts';
import {
  type EventDefinition,
  isAggregated,
  type OwnedObject,
  ownedObjects,
} from '../events/define-event.ts';
import { gatewaySystem } from '../events/envelope.ts';
import { type UnitCode, units } from '../events/units.ts';
import { dialects, faultsOf } from './csv-mapping.ts';
import { validated } from './explain.ts';
import { type JobName, jobs } from './jobs.ts';
import {
  canary,
  expiry,
  goods,
  isEmptySelection,
  machines,
  placeFaults,
  quality,
  reconciliation,
  shiftFaults,
  shifts,
} from './plant-sections.ts';

const slug = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be lower case letters, digits and hyphens, at most 31 characters');

/** A name that people gave in Odoo: any characters, as long as it can be told from another by looking at it. */
const odooName = (rule: string) =>
  z
    .string()
    .max(128)
    .regex(/^[^\s\p{Cc}](?:[^\p{Cc}]*[^\s\p{Cc}])?$/u, `${rule}, without white space around it`);

const unit = z.enum(
  Object.keys(units) as [UnitCode, ...UnitCode[]],
  'must be a UN/CEFACT code that the gateway knows, such as KGM; events/units.ts lists them',
);
const quantity = z.number().finite().positive();

/** Name of Odoo as the system of record. No system of a plant may have this name. */
export const odooOwns = 'odoo';
const owning = z.array(slug).min(1);

const isTimeZone = (name: string): boolean => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
};
const timeZone = z.string().refine(isTimeZone, 'must be an IANA time zone, e.g. Europe/Oslo');

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, e.g. 03:15');

const profile = z.strictObject({
  /** second segment of a CloudEvents `source`, and part of the names of the plant's queue and functions */
  id: slug.refine((id) => !id.endsWith('-dead'), {
    message: 'must not end in "-dead": its queue would have the name of another plant\'s dead-letter queue',
  }),
  name: z.string().min(1).max(80),
  /** short name of the warehouse in Odoo (`stock.warehouse.code`), else its full name, exactly as Odoo has it */
  warehouse: odooName('must be the short name or the name of a warehouse in Odoo, such as OSL'),
  /** name of the company in Odoo; needed where two companies have a warehouse of this name */
  company: odooName('must be the name of a company in Odoo').optional(),
  timeZone,
  /** source systems of the plant: last segment of a CloudEvents `source` */
  systems: z.array(slug).min(1),
  /**
   * Systems of record per business object, or per status of it. Only these systems may report it; without any, no system
   * may. `odoo`: Odoo decides it, and no plant system reports it.
   */
  owners: z.partialRecord(
    z.enum(Object.keys(ownedObjects) as [OwnedObject, ...OwnedObject[]]),
    z.union([owning, z.record(z.string(), owning)], {
      error:
        "must be systems, such as ['mes'], or an object with the systems of each status, such as { reported: ['mes'] }",
    }),
  ),
  /** the plant's spelling of a unit → UN/CEFACT code, for the plant's own formats; CloudEvents have UN/CEFACT codes */
  units: z.record(z.string().min(1).max(16), unit).default({}),
  /** the plant's own formats (old name: dialects) */
  dialects,
  /** the largest quantity of one event, per unit; more is a wrong decimal point */
  ceilings: z.object({ default: quantity }).catchall(quantity),
  /** seconds that an event of a type waits to be aggregated with others of its ordering key; 0: not at all */
  gatherSeconds: z.record(z.string(), z.int().min(0).max(3600)).default({}),
  /** an older event is refused: it is a replay, or the clock is wrong */
  replayWindowDays: z.int().min(1).max(365).default(30),
  /** how far a plant's clock may be ahead */
  clockToleranceSeconds: z.int().min(0).max(3600).default(300),
  /** components whose lot had expired when it was used, or expires soon */
  expiry,
  /** the plant's quality hold; absent: only events hold goods */
  quality: quality.optional(),
  /** goods whose stock in Odoo is published in the plant's feed; absent: none */
  watches: goods.optional(),
  /** when machines are planned to run; without shifts there is no OEE */
  shifts,
  machines,
  reconciliation,
  /** whether a posting may take more of a component than Odoo has on hand */
  negativeStock: z.enum(['refuse', 'allow']),
  /**
   * events that cannot be booked at their own time, because the company's books are closed then, or because what was valued
   * since cannot be corrected: booked `today` with a warning, or refused (docs/odoo.md)
   */
  lateEvents: z.enum(['today', 'refuse']).default('today'),
  /** a quantity with more decimals than Odoo keeps in the item's own unit: booked with a warning, or refused */
  roundedQuantities: z.enum(['warn', 'refuse']).default('warn'),
  /** daily time of a job by the plant's clock; absent: the time in {@link jobs} */
  schedules: z.partialRecord(z.enum(Object.keys(jobs) as [JobName, ...JobName[]]), timeOfDay).default({}),
  /** concurrent calls of this plant's queue to Odoo; 2 is AWS's minimum and was measured best for two Odoo workers */
  maximumConcurrency: z.int().min(2).max(10).default(2),
  /** what the first deployment tries out; absent: nothing, and a person looks at the first real event */
  canary: canary.optional(),
  alarms: z
    .strictObject({
      /** a ticket comes when an event waits longer than this */
      laneAgeMinutes: z.int().min(1).max(1440),
    })
    .default({ laneAgeMinutes: 15 }),
});

const definitions: readonly Pick<EventDefinition, 'name' | 'latency' | 'posted' | 'gatherSeconds'>[] =
  catalogue;
const aggregatedTypes = definitions.filter(isAggregated).map(({ name }) => name);

export const plantSchema = profile.superRefine((plant, context) => {
  const fail = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
  if (plant.systems.includes(odooOwns))
    fail(['systems'], 'must not name "odoo", which stands for Odoo in owners; remove it');
  if (plant.systems.includes(gatewaySystem))
    fail(
      ['systems'],
      `must not name "${gatewaySystem}": the gateway speaks for itself under this name; choose another`,
    );
  if (plant.watches && isEmptySelection(plant.watches))
    fail(['watches'], 'must name an item or a category, or say everything');
  for (const { path, message } of placeFaults(plant)) fail(['quality', ...path], message);
  for (const { path, message } of shiftFaults(plant.shifts)) fail(['shifts', ...path], message);
  for (const [object, owned] of Object.entries(plant.owners)) {
    const statuses: readonly string[] = ownedObjects[object as OwnedObject];
    const byStatus = Array.isArray(owned) ? { '': owned } : owned;
    for (const [status, systems] of Object.entries(byStatus)) {
      const path = ['owners', object, ...(status ? [status] : [])];
      if (status && !statuses.includes(status))
        fail(path, `is no status of ${object}, which has ${statuses.join(', ')}`);
      for (const system of systems)
        if (system !== odooOwns && !plant.systems.includes(system))
          fail(
            path,
            `names system "${system}", which is not one of the plant's systems (${plant.systems.join(', ')}); add it there, or name one of these`,
          );
      if (systems.includes(odooOwns) && systems.length > 1)
        fail(
          path,
          'names odoo beside others: what Odoo decides, no system reports; remove odoo or the others',
        );
    }
  }
  for (const [type, seconds] of Object.entries(plant.gatherSeconds)) {
    if (seconds > 60 && definitions.some(({ name, latency }) => name === type && latency === 'gathered'))
      fail(['gatherSeconds', type], 'must be at most 60: only what is a batch may wait for minutes');
    if (!aggregatedTypes.includes(type))
      fail(
        ['gatherSeconds', type],
        `is not an event type that is aggregated; those are ${aggregatedTypes.join(', ')}`,
      );
  }
  for (const [name, mapping] of Object.entries(plant.dialects.csv))
    for (const { path, message } of faultsOf(mapping, plant, isTimeZone))
      fail(['dialects', 'csv', name, ...path], message);
  for (const code of Object.keys(plant.ceilings)) {
    if (code !== 'default' && !(code in units)) {
      fail(
        ['ceilings', code],
        'is not a UN/CEFACT unit code the gateway knows, nor "default"; events/units.ts lists them',
      );
    }
  }
});

/** The configuration of a plant. */
export type PlantProfile = Readonly<z.output<typeof profile>>;

/** Systems that may report this status of the object. Empty: no system may. May be `odoo`. */
export const ownersOf = (
  { owners }: Pick<PlantProfile, 'owners'>,
  object: OwnedObject,
  status: string,
): readonly string[] => {
  const owned = owners[object] ?? [];
  return Array.isArray(owned) ? owned : (owned[status] ?? []);
};

/** Seconds that an event of this type waits to be aggregated; 0: it is posted at once. */
export const aggregationSecondsOf = (
  { gatherSeconds }: Pick<PlantProfile, 'gatherSeconds'>,
  definition: Pick<EventDefinition, 'name' | 'latency' | 'posted' | 'gatherSeconds'>,
): number => {
  if (!isAggregated(definition)) return 0;
  return (
    gatherSeconds[definition.name] ?? definition.gatherSeconds ?? (definition.latency === 'batch' ? 900 : 5)
  );
};

/** Validates a profile when it is loaded, so that a wrong one fails synthesis. Throws an error with one line per mistake. */
export const definePlant = (given: z.input<typeof plantSchema>): PlantProfile =>
  validated({ kind: 'Plant', named: given?.id }, plantSchema, given);
