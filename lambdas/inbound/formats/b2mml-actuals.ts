import type { PlantProfile } from '../../../configuration/plant.ts';
import type { Finding } from '../../../events/findings.ts';
import { named, unknownElements } from './b2mml-elements.ts';
import { numberOf, unitCode } from './document.ts';
import { isoTime, shifted } from './times.ts';
import { childrenOf, type Element, textOf, textsOf } from './tree.ts';

export type MaterialUse = 'produced' | 'by-product' | 'consumed' | 'scrapped' | 'ignored' | 'refused';

export interface Material {
  element: Element;
  use: MaterialUse;
  item?: string;
  quantity?: B2mmlQuantity;
  lot?: string;
  sublots: string[];
  expiresAt?: string;
  reason?: string;
  findings: Finding[];
}

export const materialElements = [
  'MaterialActual',
  'MaterialProducedActual',
  'MaterialConsumedActual',
  'ConsumableActual',
] as const;

/** Values of `MaterialUse` in V4 to V7, in lower case. */
const uses: Readonly<Record<string, MaterialUse>> = {
  produced: 'produced',
  'yield produced': 'produced',
  'material produced': 'produced',
  'by-product produced': 'by-product',
  consumed: 'consumed',
  'material consumed': 'consumed',
};

const consumables = { refused: 'refused', ignored: 'ignored', consumed: 'consumed' } as const;

/** The use of a material, and its name in the document. */
const useOf = (element: Element, { dialects: { b2mml } }: PlantProfile): [MaterialUse, string] => {
  if (element.name === 'MaterialProducedActual') return ['produced', ''];
  if (element.name === 'MaterialConsumedActual') return ['consumed', ''];
  if (element.name === 'ConsumableActual') return [consumables[b2mml.consumables], 'Consumable'];
  const [stated] = childrenOf(element, 'MaterialUse');
  const text = stated?.text ?? '';
  const use = text.toLowerCase();
  // A use outside the standard's list is `Other` with the attribute OtherValue.
  const name = text === '' || use === 'other' ? stated?.attributes.OtherValue?.trim() : text;
  if (name && b2mml.scrapUses.includes(name)) return ['scrapped', name];
  if (use === 'consumable') return [consumables[b2mml.consumables], text];
  return [(Object.hasOwn(uses, use) ? uses[use] : undefined) ?? 'refused', name ?? text];
};

/** A material of a segment, with findings about it. `base` points to the part of the event's data that it fills. */
export const materialOf = (element: Element, plant: PlantProfile, base = '/data'): Material => {
  const { properties, sublots, extensions } = plant.dialects.b2mml;
  const [use, useName] = useOf(element, plant);
  const findings = unknownElements(element, 'material', extensions);
  const material: Material = { element, use, sublots: [], findings };
  if (use === 'ignored') return { ...material, findings: [] };
  if (use === 'refused') return { ...material, findings: [unusable(element, useName)] };
  const quantity = b2mmlQuantity(element, plant.units, `${base}/quantity`, findings);
  if (quantity) material.quantity = quantity;
  const [item, otherItem] = textsOf(element, 'MaterialDefinitionID');
  if (item !== undefined) material.item = item;
  if (otherItem !== undefined)
    findings.push(ambiguous(`${base}/item`, element, 'several MaterialDefinitionIDs'));
  const [lot, otherLot] = textsOf(element, 'MaterialLotID');
  if (lot !== undefined) material.lot = lot;
  if (otherLot !== undefined)
    findings.push(ambiguous(`${base}/lot`, element, 'several lots for one quantity'));
  if (sublots === 'serials') material.sublots = textsOf(element, 'MaterialSubLotID');
  const reason = propertyOf(element, properties.scrapReason);
  if (reason !== undefined) material.reason = reason;
  const expiry = propertyOf(element, properties.expiresAt);
  if (expiry !== undefined) {
    const read = isoTime(expiry, plant.timeZone);
    if (read.ok) material.expiresAt = read.time;
    else
      findings.push({
        pointer: `${base}/lot/expiresAt`,
        rule: read.rule,
        detail: `${properties.expiresAt} of ${named(element)}: ${read.detail}`,
      });
  }
  return material;
};

const ambiguous = (pointer: string, element: Element, what: string): Finding => ({
  pointer,
  rule: 'ambiguous',
  detail: `${named(element)} has ${what}; send one ${element.name} for each`,
});

const unusable = (element: Element, useName: string): Finding =>
  useName === ''
    ? { pointer: '/data', rule: 'required', detail: `${named(element)} does not say its MaterialUse` }
    : {
        pointer: '/data',
        rule: 'unsupported-use',
        detail: `${named(element)} is "${useName.slice(0, 60)}": no event of production says that`,
      };

/** Value of a property by its id, as in `<MaterialActualProperty><ID>…</ID><Value><ValueString>…`. */
export const propertyOf = (actual: Element, id: string): string | undefined => {
  for (const property of actual.children)
    if (property.name.endsWith('Property') && textOf(property, 'ID') === id)
      for (const value of childrenOf(property, 'Value')) {
        const text = textOf(value, 'ValueString') ?? value.text;
        if (text !== '') return text;
      }
  return undefined;
};

export interface B2mmlQuantity {
  value: number;
  unit: string;
}

/** Data types of the standard whose value is not an amount, even when it is a number. */
const notAmounts = new Set(
  'boolean datetime date time duration code identifier id indicator text string picture graphic video sound binary binaryobject'.split(
    ' ',
  ),
);

/**
 * The quantity of an actual, in a UN/CEFACT unit. Adds what is wrong with it to `findings`; undefined when it cannot be
 * read.
 */
export const b2mmlQuantity = (
  actual: Element,
  spellings: Readonly<Record<string, string>>,
  pointer: string,
  findings: Finding[],
): B2mmlQuantity | undefined => {
  const [element, second] = childrenOf(actual, 'Quantity');
  const fail = (at: string, rule: string, detail: string): undefined => {
    findings.push({ pointer: `${pointer}${at}`, rule, detail });
  };
  if (!element) return fail('', 'required', `${named(actual)} has no Quantity`);
  if (second) return fail('', 'ambiguous', `${named(second)} is a second quantity of one ${actual.name}`);
  findings.push(...unknownElements(element, 'quantity'));
  const dataType = textOf(element, 'DataType');
  if (dataType && notAmounts.has(dataType.toLowerCase()))
    return fail(
      '/value',
      'type',
      `${named(element)} is of type ${dataType.slice(0, 40)}, which is no amount`,
    );
  const text = textOf(element, 'QuantityString');
  if (text === undefined) return fail('/value', 'required', `${named(element)} has no QuantityString`);
  const value = numberOf(text);
  if (value === undefined)
    return fail('/value', 'type', `"${text.slice(0, 40)}" in ${named(element)} is not a number`);
  const spelling = textOf(element, 'UnitOfMeasure');
  if (spelling === undefined) return fail('/unit', 'required', `${named(element)} has no UnitOfMeasure`);
  const unit = unitCode(spelling, spellings);
  if (unit === undefined)
    return fail(
      '/unit',
      'enum',
      `"${spelling.slice(0, 40)}" in ${named(element)} is neither a unit of the plant's profile nor a UN/CEFACT code`,
    );
  return { value, unit };
};

/** Where and when a segment ran, as far as the document gives it. */
export interface Run {
  operation?: string;
  /** id of the segment's equipment, when it names exactly one */
  workCenter?: string;
  startedAt?: string;
  endedAt?: string;
}

export interface B2mmlLabour {
  element: Element;
  person?: string;
  row?: { operation?: string; workCenter?: string; startedAt: string; endedAt: string };
  findings: Finding[];
}

/** Milliseconds per UN/CEFACT unit of time. */
const milliseconds: Readonly<Record<string, number>> = { MIN: 60_000, HUR: 3_600_000, DAY: 86_400_000 };

/**
 * Labour of a person. The times are those of the actual itself; else its amount of time, up to the segment's end; else
 * the segment's times. Without any of these no row results: the person is named only for the record.
 */
export const labourOf = (element: Element, run: Run, plant: PlantProfile): B2mmlLabour => {
  const { properties, extensions } = plant.dialects.b2mml;
  const findings = unknownElements(element, 'personnel', extensions);
  const labour: B2mmlLabour = { element, findings };
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

/** Times from an amount of time, or the segment's own. */
const spanOf = (
  element: Element,
  { startedAt, endedAt }: Run,
  plant: PlantProfile,
  findings: Finding[],
): { startedAt: string; endedAt: string } | undefined => {
  const whole = startedAt && endedAt && startedAt !== endedAt ? { startedAt, endedAt } : undefined;
  if (childrenOf(element, 'Quantity').length === 0) return whole;
  const quantity = b2mmlQuantity(element, plant.units, '/data', findings);
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
