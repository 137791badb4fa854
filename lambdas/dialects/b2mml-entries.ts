import type { Finding } from '../../events/findings.ts';
import type { PlantProfile } from '../../plants/define-plant.ts';
import type { DocumentEntry } from './document.ts';
import { eventOf, hashOf } from './event-of.ts';
import { type Element, placeOf } from './tree.ts';

export interface Speaker {
  plant: PlantProfile;
  source: string;
}

export const refusedAt = (element: Element, findings: Finding[]): DocumentEntry => ({
  ...whereIs(element),
  findings: findings.slice(0, 20),
});

export interface Statement {
  name: string;
  /** what tells this event from every other: ids of the document and its parts, else positions */
  path: readonly string[];
  time: string;
  data: Record<string, unknown>;
}

export const eventAt = (element: Element, statement: Statement, speaker: Speaker): DocumentEntry => {
  const { name, path, time, data } = statement;
  // The kind is part of it: one element may both complete an order and finish a work order.
  const id = `b2mml-${hashOf([...path, name])}`;
  return { ...whereIs(element), event: eventOf({ name, id, source: speaker.source, time, data }) };
};

const whereIs = (element: Element) => ({
  place: placeOf(element),
  ...(element.line !== undefined && { line: element.line }),
});

/**
 * Names a part among its siblings: by its id while no sibling has the same; so a document that is sent again with
 * parts added names the old ones as before. Parts without an id are counted.
 */
export const keysOf = (
  elements: readonly Element[],
  idOf: (element: Element) => string | undefined,
): string[] => {
  const seen = new Map<string, number>();
  return elements.map((element) => {
    const id = idOf(element);
    const key = id === undefined ? 'position' : `id ${id}`;
    const nth = (seen.get(key) ?? 0) + 1;
    seen.set(key, nth);
    return nth === 1 && id !== undefined ? key : `${key} ${nth}`;
  });
};
