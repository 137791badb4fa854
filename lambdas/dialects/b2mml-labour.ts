import type { Finding } from '../../events/findings.ts';
import type { PlantProfile } from '../../plants/define-plant.ts';
import { named, strangersIn } from './b2mml-elements.ts';
import { propertyOf } from './b2mml-material.ts';
import { quantityOf } from './b2mml-quantity.ts';
import { isoTime, shifted } from './times.ts';
import { childrenOf, type Element, textOf, textsOf } from './tree.ts';

/** Where and when a segment ran, as far as it says. */
export interface Run {
  operation?: string;
  /** of the one piece of equipment it names */
  workCenter?: string;
  startedAt?: string;
  endedAt?: string;
}

export interface Labour {
  element: Element;
  person?: string;
  row?: { operation?: string; workCenter?: string; startedAt: string; endedAt: string };
  findings: Finding[];
}

const milliseconds: Readonly<Record<string, number>> = { MIN: 60_000, HUR: 3_600_000, DAY: 86_400_000 };

/**
 * When a person worked: as the actual itself says; else its amount of time, up to the segment's end; else as long as
 * the segment ran. A person without any of these is named for the record, and nothing is booked.
 */
export const labourOf = (element: Element, run: Run, plant: PlantProfile): Labour => {
  const { properties, extensions } = plant.dialects.b2mml;
  const findings = strangersIn(element, 'personnel', extensions);
  const labour: Labour = { element, findings };
  const [person, otherPerson] = textsOf(element, 'PersonID');
  if (person !== undefined) labour.person = person;
  const fail = (rule: string, what: string) =>
    findings.push({ pointer: '/data', rule, detail: `${named(element)} ${what}` });
  if (otherPerson !== undefined)
    fail('ambiguous', 'has several PersonIDs; send one PersonnelActual for each');
  const timeOf = (child: string, property: string): string | undefined => {
    const text = textOf(element, child) ?? propertyOf(element, property);
    if (text === undefined) return undefined;
    const read = isoTime(text, plant.timeZone);
    if (read.ok) return read.time;
    fail(read.rule, `has the ${child} "${text.slice(0, 40)}", which ${read.detail}`);
    return undefined;
  };
  const startedAt = timeOf('ActualStartTime', properties.startedAt);
  const endedAt = timeOf('ActualEndTime', properties.endedAt);
  const worked = startedAt && endedAt ? { startedAt, endedAt } : spanOf(element, run, plant, findings);
  if (!worked || findings.length > 0) return labour;
  const { operation, workCenter } = run;
  if (operation === undefined && workCenter === undefined)
    fail('required', 'names neither an operation nor one piece of equipment, by its segment');
  labour.row = {
    ...(operation !== undefined && { operation }),
    ...(workCenter !== undefined && { workCenter }),
    ...worked,
  };
  return labour;
};

const spanOf = (
  element: Element,
  { startedAt, endedAt }: Run,
  plant: PlantProfile,
  findings: Finding[],
): { startedAt: string; endedAt: string } | undefined => {
  const whole = startedAt && endedAt && startedAt !== endedAt ? { startedAt, endedAt } : undefined;
  if (childrenOf(element, 'Quantity').length === 0) return whole;
  const quantity = quantityOf(element, plant.units, '/data', findings);
  if (!quantity) return undefined;
  const length = Object.hasOwn(milliseconds, quantity.unit) ? milliseconds[quantity.unit] : undefined;
  const fail = (rule: string, what: string): undefined => {
    findings.push({ pointer: '/data', rule, detail: `${named(element)} ${what}` });
  };
  if (length === undefined)
    return quantity.value === 1 ? whole : fail('ambiguous', 'is of several persons; send one for each');
  const worked = quantity.value * length;
  if (!(worked > 0 && worked <= 7 * 86_400_000))
    return fail('duration', 'must be longer than nothing and at most seven days');
  if (endedAt) return { startedAt: shifted(endedAt, -worked), endedAt };
  if (startedAt) return { startedAt, endedAt: shifted(startedAt, worked) };
  return fail('required', 'says how long, and neither it nor its segment says when');
};
