import type { AnswerQuestion } from '../ask.ts';
import { malformed, onlyKeys } from '../fields.ts';
import { documentsOf } from '../rules/trace-documents.ts';
import { linksOf } from '../rules/trace-links.ts';
import { lotsDescribed } from '../rules/traced-lots.ts';
import { lotsReached, mostAt, tracedRoot } from '../rules/tracing.ts';

/** What a lot was made from (up), or what was made from it (down), through all orders and warehouses. */
export const lotGenealogy: AnswerQuestion = (asked, given) => {
  const about = onlyKeys(given, ['lot', 'item', 'direction', 'most'], '');
  const { direction } = about;
  if (direction !== 'up' && direction !== 'down')
    throw malformed('/direction', 'direction must be up or down');
  const root = tracedRoot(asked, about);
  const reached = lotsReached(asked, root, direction, mostAt(about));
  const { links, more: moreLinks } = linksOf(asked, reached.lots);
  const { documents, more: moreDocuments } = documentsOf(asked, reached.lots);
  const lots = lotsDescribed(asked, reached.lots, documents);
  return { root, lots, links, truncated: reached.more || moreLinks || moreDocuments };
};
