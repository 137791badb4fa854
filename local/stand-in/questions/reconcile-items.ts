import type { AnswerQuestion } from '../ask.ts';
import { onlyKeys } from '../fields.ts';
import { findItem } from '../model/items.ts';
import { placesCalled } from '../model/locations.ts';
import { unitName, unitsKnown } from '../model/units.ts';
import { namesAt } from '../rules/reconciling.ts';
import { withoutBlanks } from '../rules/tracing.ts';

/** What a plant's codes are here, and how its units are converted; codes that nobody knows are not in the answer. */
export const reconcileItems: AnswerQuestion = ({ books, warehouse }, given) => {
  const about = onlyKeys(given, ['items', 'locations'], '');
  const items = namesAt(about, 'items').flatMap((code) => {
    const item = findItem(books, code);
    if (!item) return [];
    const { category = null } =
      books.one<{ category: string }>('SELECT category FROM item_category WHERE item_id = ?', item.id) ?? {};
    const { code: name, uom, tracking } = item;
    return [[code, withoutBlanks({ item: name, uom, uom_name: unitName(uom), tracking, category })]];
  });
  const locations = namesAt(about, 'locations').flatMap((code) => {
    const [place, ...more] = placesCalled(books, warehouse.id, code);
    return place && more.length === 0 && place.usage === 'internal' ? [[code, place.full_name]] : [];
  });
  return {
    items: Object.fromEntries(items),
    locations: Object.fromEntries(locations),
    units: unitsKnown(),
    digits: 2,
  };
};
