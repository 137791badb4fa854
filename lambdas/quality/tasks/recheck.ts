import { eventKeyOf } from '../../../events/identity.ts';
import { lotHash } from '../../audit/entry.ts';
import { askAbout } from '../ask-about.ts';
import type { QualityDeps } from '../deps.ts';
import type { TaskOf } from '../messages.ts';
import { ownSource } from '../own-event.ts';
import { lotDeliveries } from '../standing.ts';

/** Deliveries that waited for the goods may be ready now: says which. */
export const recheck = async (
  { plant, item, lot, assessed }: TaskOf<'recheck'>,
  deps: QualityDeps,
): Promise<void> => {
  const of = { plant, item, lot };
  const { ready } = await askAbout(of, 'lot.deliveries', lotDeliveries, deps);
  const release = eventKeyOf({ source: ownSource(plant), id: assessed.own.id });
  await deps.outcomes.publish(
    ready.map(({ id, name, origin, customer }) => ({
      name: 'shipment.readied',
      id: `${lotHash(of)}.${release}.${id}`,
      subject: name,
      data: {
        plant,
        delivery: { id, name },
        ...(origin && { origin }),
        ...(customer && { customer }),
        lots: [{ item, lot }],
      },
    })),
  );
};
