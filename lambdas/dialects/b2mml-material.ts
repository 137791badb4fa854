import type { Finding } from '../../events/findings.ts';
import type { PlantProfile } from '../../plants/define-plant.ts';
import { named, strangersIn } from './b2mml-elements.ts';
import { type Quantity, quantityOf } from './b2mml-quantity.ts';
import { isoTime } from './times.ts';
import { childrenOf, type Element, textOf, textsOf } from './tree.ts';

export type MaterialUse = 'produced' | 'consumed' | 'scrapped' | 'ignored' | 'refused';

export interface Material {
  element: Element;
  use: MaterialUse;
  item?: string;
  quantity?: Quantity;
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

const uses: Readonly<Record<string, MaterialUse>> = {
  produced: 'produced',
  'yield produced': 'produced',
  'material produced': 'produced',
  consumed: 'consumed',
  'material consumed': 'consumed',
};

const consumables = { refused: 'refused', ignored: 'ignored', consumed: 'consumed' } as const;

const useOf = (element: Element, { dialects: { b2mml } }: PlantProfile): [MaterialUse, string] => {
  if (element.name === 'MaterialProducedActual') return ['produced', ''];
  if (element.name === 'MaterialConsumedActual') return ['consumed', ''];
  if (element.name === 'ConsumableActual') return [consumables[b2mml.consumables], 'Consumable'];
  const [stated] = childrenOf(element, 'MaterialUse');
  const said = stated?.text ?? '';
  const other = said === '' || said.toLowerCase() === 'other' ? stated?.attributes.OtherValue?.trim() : said;
  if (other && b2mml.scrapUses.includes(other)) return ['scrapped', other];
  if (said.toLowerCase() === 'consumable') return [consumables[b2mml.consumables], said];
  const key = said.toLowerCase();
  return [(Object.hasOwn(uses, key) ? uses[key] : undefined) ?? 'refused', other ?? said];
};

/** What an actual material says, with all that is wrong with it; `base` is where the event will have it. */
export const materialOf = (element: Element, plant: PlantProfile, base = '/data'): Material => {
  const { properties, sublots, extensions } = plant.dialects.b2mml;
  const [use, said] = useOf(element, plant);
  const findings = strangersIn(element, 'material', extensions);
  const material: Material = { element, use, sublots: [], findings };
  if (use === 'ignored') return { ...material, findings: [] };
  if (use === 'refused') return { ...material, findings: [unusable(element, said)] };
  const quantity = quantityOf(element, plant.units, `${base}/quantity`, findings);
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

const unusable = (element: Element, said: string): Finding =>
  said === ''
    ? { pointer: '/data', rule: 'required', detail: `${named(element)} does not say its MaterialUse` }
    : {
        pointer: '/data',
        rule: 'unsupported-use',
        detail: `${named(element)} is "${said.slice(0, 60)}": no event of production says that`,
      };

/** Value of a property by its id: `<MaterialActualProperty><ID>…</ID><Value><ValueString>…`. */
export const propertyOf = (actual: Element, id: string): string | undefined => {
  for (const property of actual.children)
    if (property.name.endsWith('Property') && textOf(property, 'ID') === id)
      for (const value of childrenOf(property, 'Value')) {
        const text = textOf(value, 'ValueString') ?? value.text;
        if (text !== '') return text;
      }
  return undefined;
};
