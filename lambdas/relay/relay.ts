import * as z from 'zod';
import { typePrefix } from '../../events/define-event.ts';
import { type EventKey, isEventKey } from '../../events/identity.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { type Draft, type TellDeps, tellNow } from '../outbound/tell.ts';

/** What the bus hands over: `detail` is a CloudEvent of the gateway's own. */
export const heard = z.object({
  detail: z.object({
    id: z.string(),
    type: z.string().startsWith(typePrefix),
    subject: z.string(),
    data: z.looseObject({
      plant: z.string(),
      /** the event that it is about: whose it was decides who may read of it */
      because: z.looseObject({ eventKey: z.string() }).optional(),
    }),
  }),
});
export type Heard = z.infer<typeof heard>['detail'];

export interface RelayDeps extends TellDeps {
  ledger: Pick<Ledger, 'get'>;
}

/** Puts what the bus says into the feeds of its plants, each once, however often it is heard. */
export const relay = async (all: readonly Heard[], deps: RelayDeps): Promise<void> => {
  for (const [plant, of] of Map.groupBy(all, ({ data }) => data.plant))
    await tellNow(plant, await Promise.all(of.map((each) => draftOf(each, deps))), deps);
};

const draftOf = async (said: Heard, { ledger }: RelayDeps): Promise<Draft> => {
  const key = eventKeyOf(said);
  const record = key && (await ledger.get(key));
  return {
    name: said.type.slice(typePrefix.length).replace(/\.v\d+$/, ''),
    subject: said.subject,
    // Each saying is a thing of its own: one that is heard again has been told.
    thing: { kind: 'said', name: said.id },
    data: said.data,
    hash: said.id,
    busId: said.id,
    ...(record && { partner: record.partner }),
  };
};

/** `event.posted` and `event.quarantined` have the event as their subject. */
const eventKeyOf = ({ subject, data }: Heard): EventKey | undefined => {
  const key = data.because?.eventKey ?? subject;
  return isEventKey(key) ? key : undefined;
};
