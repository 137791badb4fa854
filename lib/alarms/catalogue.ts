import { capacityAlarms } from './capacity-alarms.ts';
import type { AlarmDefinition, CompositeDefinition } from './define-alarm.ts';
import { environmentAlarms } from './environment-alarms.ts';
import { plantAlarms } from './plant-alarms.ts';

/**
 * Every alarm, by its section of the runbook. Alarms, the dashboard and the runbook's table are made from these. A name may be
 * in both lists: of a plant, and of all plants.
 */
export const alarmsOfPlants = plantAlarms;
export const alarmsOfEnvironment = { ...environmentAlarms, ...capacityAlarms } as const satisfies Record<
  string,
  AlarmDefinition
>;

/** One alarm where one cause would raise many. */
export const compositeAlarms = {
  'posting-stopped': {
    of: 'environment',
    short: 'no plant is booked, because of Odoo',
    severity: 'page',
    because: 'The gateway stands still. It pages once, however many plants there are.',
    impact:
      'Nothing is booked for any plant: Odoo is away, or refuses the gateway. Events are safe and wait.',
    anyOf: ['odoo-unreachable', 'lane-held'],
  },
} as const satisfies Record<
  string,
  CompositeDefinition & { anyOf: readonly (keyof typeof alarmsOfEnvironment)[] }
>;

export type PlantAlarm = keyof typeof alarmsOfPlants;
export type EnvironmentAlarm = keyof typeof alarmsOfEnvironment;
export type CompositeAlarmName = keyof typeof compositeAlarms;

/** An alarm's definition by section and what it is about. */
export const definitionOf = (section: PlantAlarm | EnvironmentAlarm, ofPlant: boolean): AlarmDefinition => {
  const all: Readonly<Record<string, AlarmDefinition>> = ofPlant ? alarmsOfPlants : alarmsOfEnvironment;
  const found = all[section];
  if (!found) throw new Error(`there is no alarm ${section} of ${ofPlant ? 'a plant' : 'the environment'}`);
  return found;
};

/** A row of the runbook's table: one alarm, by what it is about. */
export type AlarmRow = Pick<AlarmDefinition, 'of' | 'severity' | 'short' | 'because' | 'pagedBy'> & {
  section: string;
};

/** Every alarm as a row: what pages first, then what is about all plants. */
export const alarmRows = (): AlarmRow[] => {
  const all: [string, Omit<AlarmRow, 'section'>][] = [
    ...Object.entries<CompositeDefinition>(compositeAlarms),
    ...Object.entries<AlarmDefinition>(alarmsOfEnvironment),
    ...Object.entries<AlarmDefinition>(alarmsOfPlants),
  ];
  return all
    .map(([section, row]) => ({ section, ...row }))
    .toSorted((a, b) => Number(a.severity === 'ticket') - Number(b.severity === 'ticket'));
};
