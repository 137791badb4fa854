import { eventType } from './define-event.ts';
import type { CloudEvent } from './envelope.ts';
import { lotContained } from './lot-contained.ts';
import { lotHeld } from './lot-held.ts';
import { lotInspected } from './lot-inspected.ts';
import { lotReleased } from './lot-released.ts';
import { nonconformanceRaised } from './nonconformance-raised.ts';

interface Words {
  verdict?: string;
  hold?: boolean;
  lot?: string;
}

const holding = new Map<string, (data: Words) => boolean>([
  [eventType(lotHeld), () => true],
  [eventType(lotContained), () => true],
  [eventType(lotInspected), ({ verdict }) => verdict === 'fail'],
  [eventType(nonconformanceRaised), ({ lot, hold }) => lot !== undefined && hold !== false],
]);

const letting = new Map<string, (data: Words) => boolean>([
  [eventType(lotReleased), () => true],
  [eventType(lotInspected), ({ verdict }) => verdict === 'pass'],
]);

type Said = Pick<CloudEvent, 'type' | 'data'>;

/** Whether the event says that goods must be held. When it is refused, they are not. */
export const holdsGoods = ({ type, data }: Said): boolean => holding.get(type)?.(Object(data)) ?? false;

/** Whether the event says that goods may leave. */
export const letsGoods = ({ type, data }: Said): boolean => letting.get(type)?.(Object(data)) ?? false;
