import { eventType } from '../../events/define-event.ts';
import type { CloudEvent } from '../../events/envelope.ts';
import { lotContained } from '../../events/lot-contained.ts';
import { lotHeld } from '../../events/lot-held.ts';
import { lotInspected } from '../../events/lot-inspected.ts';
import { nonconformanceRaised } from '../../events/nonconformance-raised.ts';

const holding = new Map<string, (data: { verdict?: string; hold?: boolean; lot?: string }) => boolean>([
  [eventType(lotHeld), () => true],
  [eventType(lotContained), () => true],
  [eventType(lotInspected), ({ verdict }) => verdict === 'fail'],
  [eventType(nonconformanceRaised), ({ lot, hold }) => lot !== undefined && hold !== false],
]);

/** Whether the event says that goods must be held. When it is refused, they are not. */
export const holdsGoods = ({ type, data }: Pick<CloudEvent, 'type' | 'data'>): boolean =>
  holding.get(type)?.(Object(data)) ?? false;
