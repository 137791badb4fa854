import type { PlantsRead } from './plants-read.ts';
import { isShown, plantOf } from './shown.ts';
import type { TracedGenealogy, TracedLink, TracedLot } from './traced.ts';

/**
 * What a partner may know: of lots that came into being in other plants which lots they are, of orders of other plants
 * that lots are tied, and of the rest everything but other plants' documents. Genealogy and EPCIS tell what is left.
 */
export const redact = (
  traced: TracedGenealogy,
  read: PlantsRead,
): { traced: TracedGenealogy; withheld: boolean } => {
  const lots = traced.lots.map((lot) => lotRead(read, lot));
  const links = traced.links.map((link) => linkRead(read, link));
  const withheld =
    traced.lots.some((lot, place) => lots[place] !== lot) ||
    traced.links.some((link, place) => links[place] !== link);
  return { traced: { ...traced, lots, links }, withheld };
};

const lotRead = (read: PlantsRead, lot: TracedLot): TracedLot => {
  if (!isShown(read, lot)) {
    const { id, item, lot: number, barcode, tracking, uom, uom_name } = lot;
    const identity = { id, item, lot: number, tracking, uom_name, name: '', documents: [] };
    return { ...identity, ...(barcode && { barcode }), ...(uom && { uom }) };
  }
  const documents = lot.documents.filter(({ warehouse }) => plantOf(read, warehouse));
  return documents.length === lot.documents.length ? lot : { ...lot, documents };
};

const linkRead = (read: PlantsRead, link: TracedLink): TracedLink =>
  plantOf(read, link.warehouse)
    ? link
    : { from: link.from, to: link.to, kind: 'other', document: '', at: '' };
