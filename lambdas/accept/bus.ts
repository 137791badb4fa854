import type { EventBridgeEvent } from 'aws-lambda';
import type { OutcomeBus } from '../bus/outcome-bus.ts';
import type { PartnerDirectory } from '../partners/partner-access.ts';
import { type AcceptDeps, acceptEvents } from './accept-events.ts';

/** An event from the bus: `detail` is the CloudEvent, `account` and `source` name the partner. */
export type BusEvent = EventBridgeEvent<string, unknown>;

export const isBusEvent = (input: object): input is BusEvent => 'detail-type' in input && 'detail' in input;

/**
 * The bus cannot be answered, so what is not taken in is published as `event.rejected` for its sender to see.
 * Throws when the gateway itself fails: the bus delivers again, and what was recorded counts once.
 */
export const takeFromBus = async (
  input: BusEvent,
  directory: PartnerDirectory,
  outcomes: OutcomeBus,
  deps: AcceptDeps,
): Promise<void> => {
  const access = await directory(`bus.${input.account}.${input.source}`);
  if (!access) {
    const errors = [{ pointer: '', rule: 'unknown-partner', detail: 'this bus source is not a partner' }];
    await outcomes.rejected({ partner: input.source, status: 403, errors });
    return;
  }
  const [row] = await acceptEvents([input.detail], access, deps);
  if (row?.status === 'rejected') {
    const { status: _, httpStatus, ...rest } = row;
    await outcomes.rejected({ partner: access.partner, status: httpStatus, ...rest });
  }
  if (row?.status === 'conflict')
    await outcomes.rejected({
      partner: access.partner,
      status: 409,
      id: row.id,
      source: row.source,
      errors: [{ pointer: '/id', rule: 'conflict', detail: 'was accepted before with other content' }],
    });
};
