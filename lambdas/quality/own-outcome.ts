import { gatewaySystem, originOf } from '../../events/envelope.ts';
import type { EventKey } from '../../events/identity.ts';
import type { EventRecord } from '../ledger/records.ts';
import type { QualityDeps } from './deps.ts';
import type { Lot } from './lot.ts';
import { change } from './registry.ts';
import { wasDone } from './transitions.ts';

/**
 * Tells the execution that waits for an own event what became of it, as the ledger has it. Called when the bus says so,
 * and when the event was settled before anybody waited; an event that is not settled changes nothing.
 */
export const answerOwn = async (eventKey: EventKey, deps: QualityDeps): Promise<void> => {
  const { ledger, registry, executions } = deps;
  const record = await ledger.get(eventKey);
  if (!record || originOf(record.event).system !== gatewaySystem) return;
  const { status, reason, event } = record;
  const lot = lotOf(record);
  if (status === 'posted') await change(registry, lot, wasDone(event.id));
  const waiting = (await registry.find(lot))?.own;
  if (waiting?.eventKey !== eventKey) return;
  if (status === 'posted') await executions.succeed(waiting.token, { eventKey });
  if (status === 'quarantined' || status === 'skipped')
    await executions.fail(waiting.token, 'Quarantined', `${eventKey} ${reason?.code ?? status}`);
};

const lotOf = ({ plant, event }: EventRecord): Lot => {
  const { item = '', lot = '' } = event.data as Partial<Lot>;
  return { plant, item, lot };
};
