import { eventType, schemaId } from '../../events/define-event.ts';
import { gatewaySystem } from '../../events/envelope.ts';
import { lotReleased } from '../../events/lot-released.ts';
import { nonconformanceRaised } from '../../events/nonconformance-raised.ts';
import { type ParsedEvent, parseEvent } from '../../events/parse-event.ts';
import type { OwnEvent } from './decision.ts';
import type { Lot } from './lot.ts';

/** The partner under which the ledger keeps what the gateway itself says. */
export const gatewayPartner = gatewaySystem;

export const ownSource = (plant: string): string => `/plants/${plant}/${gatewaySystem}`;

/** What the gateway says of a lot in its own name, in Odoo's codes. Throws when it is no valid event. */
export const ownEvent = (
  { plant, item, lot }: Lot,
  own: Pick<OwnEvent, 'kind' | 'id' | 'time'> & { title?: string | undefined },
): ParsedEvent => {
  const definition = own.kind === 'release' ? lotReleased : nonconformanceRaised;
  const data =
    own.kind === 'release'
      ? { item, lot, reason: 'The laboratory passed it' }
      : { item, lot, title: own.title, hold: false };
  const parsed = parseEvent({
    specversion: '1.0',
    id: own.id,
    source: ownSource(plant),
    type: eventType(definition),
    time: own.time,
    subject: lot,
    dataschema: schemaId(definition),
    data,
  });
  if (parsed.ok) return parsed.value;
  const findings = parsed.findings.map(({ pointer, detail }) => `${pointer} ${detail}`);
  throw new Error(`the gateway's own event is not valid: ${findings.join('; ')}`);
};
