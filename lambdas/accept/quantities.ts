import { type Quantity, quantity } from '../../events/fields.ts';
import { pointerTo } from '../../events/findings.ts';

export interface FoundQuantity {
  pointer: string;
  quantity: Quantity;
}

/** Every quantity in an event's data, wherever it stands: a new event type needs no list of its own. */
export const quantitiesIn = (data: unknown, at: string): FoundQuantity[] => {
  if (typeof data !== 'object' || data === null) return [];
  const whole = quantity.safeParse(data);
  if (whole.success) return [{ pointer: at, quantity: whole.data }];
  return Object.entries(data).flatMap(([name, value]) => quantitiesIn(value, `${at}${pointerTo([name])}`));
};
