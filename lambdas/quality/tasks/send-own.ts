import { recordOf } from '../../lane/record-of.ts';
import { takeIn } from '../../lane/take-in.ts';
import type { QualityDeps } from '../deps.ts';
import type { TaskOf } from '../messages.ts';
import { gatewayPartner, ownEvent } from '../own-event.ts';
import { answerOwn } from '../own-outcome.ts';
import { change } from '../registry.ts';
import { awaitsOwn } from '../transitions.ts';

/** Sends an event in the gateway's own name. Who waits for it is registered first; it may be settled already. */
export const sendOwn = async (
  { plant, item, lot, assessed, token }: TaskOf<'release' | 'raise'>,
  deps: QualityDeps,
): Promise<void> => {
  const of = { plant, item, lot };
  const record = recordOf(ownEvent(of, assessed.own), gatewayPartner, deps.clock());
  await change(deps.registry, of, awaitsOwn(record.eventKey, token));
  await takeIn([record], deps);
  await answerOwn(record.eventKey, deps);
};
