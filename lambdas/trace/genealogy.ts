import type { PlantsRead } from './plants-read.ts';
import { redact } from './redact.ts';
import { howComplete, isShown, lotShown, partiesOf, plantOf, quantityOf, remarks } from './shown.ts';
import type { TracedDocument, TracedGenealogy, TracedLink, TracedLot } from './traced.ts';

type Direction = 'up' | 'down';

/** Lots and links, each lot once: a flat graph. The lot that was asked for is first, the others by item and name. */
export const genealogyShown = (given: TracedGenealogy, direction: Direction, read: PlantsRead) => {
  const { traced, withheld } = redact(given, read);
  const root = traced.lots.find(({ id }) => id === traced.root);
  const lots = [...(root ? [root] : []), ...traced.lots.filter(({ id }) => id !== traced.root)];
  const places = new Map(lots.map((lot, place) => [lot.id, { lot, place }]));
  const links = traced.links.flatMap((link) => {
    const [from, to] = [places.get(link.from), places.get(link.to)];
    return from && to ? [{ from: from.place, to: to.place, ...linkShown(read, link, from.lot, to.lot) }] : [];
  });
  return {
    lot: root?.lot ?? '',
    item: root?.item ?? '',
    direction,
    ...howComplete(traced.truncated, withheld, remarks.withheld),
    nodes: lots.map((lot, id) => ({ id, ...lotShown(read, lot), ...documentsShown(read, lot) })),
    // What was sorted by Odoo's time and name stays so within a pair.
    links: links.toSorted((a, b) => a.from - b.from || a.to - b.to),
  };
};

const documentsShown = (read: PlantsRead, lot: TracedLot) =>
  isShown(read, lot) && {
    documents: lot.documents.map((document) => documentShown(read, document, lot)),
  };

const documentShown = (read: PlantsRead, document: TracedDocument, lot: TracedLot) => ({
  kind: document.kind,
  name: document.name,
  plant: plantOf(read, document.warehouse),
  at: document.at,
  quantity: quantityOf(lot, document.quantity),
  ...(document.of && { of: document.of }),
  ...partiesOf(document),
});

/** An order belongs to its plant: of another's only the fact that the lots are tied is told. */
const linkShown = (read: PlantsRead, link: TracedLink, from: TracedLot, to: TracedLot) => {
  const plant = plantOf(read, link.warehouse);
  const amount = (lot: TracedLot, value: number | undefined) =>
    value === undefined ? undefined : quantityOf(lot, value);
  return (
    plant && {
      kind: link.kind,
      document: link.document,
      plant,
      at: link.at,
      consumed: amount(from, link.consumed),
      returned: amount(from, link.returned),
      produced: amount(to, link.produced),
      unbuilt: amount(to, link.unbuilt),
      correctedAt: link.corrected,
    }
  );
};
