import { randomUUID } from 'node:crypto';
import type { Partner } from '../../../configuration/partner.ts';
import { ownersOf, type PlantProfile } from '../../../configuration/plant.ts';
import type { Canary } from '../../../configuration/plant-sections.ts';
import { schemaId } from '../../../events/define-event.ts';
import { eventKeyOf } from '../../../events/envelope.ts';
import { stockMoved } from '../../../events/stock-moved.ts';
import type { Operator } from '../plants/waiting.ts';
import { apiUrl, type FirstDeployDeps, type FirstState, type Step, StepFailed } from './step.ts';

/** Ids and times of the two events. They are kept before anything is sent, so that a repeat sends the same ones. */
export interface CanaryState {
  plant: string;
  there: { id: string; time: string };
  back: { id: string; time: string };
}

interface Status {
  status: string;
  document?: { name: string };
  reason?: { code: string; message: string };
}

/** Seconds until both are given up. A cold gateway and a slow Odoo take some ten. */
const patienceSeconds = 180;
const askEveryMs = 1_000;

const type = `com.odoo-plant-gateway.${stockMoved.name}.v${stockMoved.version}`;

/** Partner that may report the plant's stock, and the system it reports it for. */
const senderOf = (
  plant: PlantProfile,
  partners: readonly Partner[],
): { partner: Partner; system: string } | undefined =>
  ownersOf(plant, 'stock', '')
    .flatMap((system) =>
      partners
        .filter(
          (one) =>
            one.plants.includes(plant.id) &&
            one.systems.includes(system) &&
            one.types.some((allowed) => allowed === stockMoved.name || allowed === 'stock.*'),
        )
        .map((partner) => ({ partner, system })),
    )
    .at(0);

/** A transfer in Odoo and back, sent as a partner sends it. Both must be seen `posted`. */
export const canaryStep = (deps: FirstDeployDeps): Step => {
  const { environment, plants, partners, aws, state, now } = deps;
  const plant = plants.find(({ canary }) => canary !== undefined);
  return {
    id: 'canary',
    title: 'Book an event and take it back',
    commands: [],
    stillDone: async () => true,
    async run() {
      if (!plant?.canary)
        return 'left out: no plant has a canary in its profile (configuration/plant.ts); look at the first real event';
      const sender = senderOf(plant, partners);
      if (!sender)
        throw new StepFailed(
          `no partner of ${environment.name} may report the stock of ${plant.id}`,
          'Name one in the environment that may send stock.moved, or take canary out of the profile.',
        );
      const url = await apiUrl(deps);
      const key = await keyOf(deps, sender.partner.id);
      const known = state.read() ?? { seconds: {} };
      // The second is a second later: of two at one time, nobody could say which was first.
      const fresh = (): CanaryState => ({
        plant: plant.id,
        there: { id: `canary-${randomUUID()}`, time: new Date(now().getTime() - 2_000).toISOString() },
        back: { id: `canary-${randomUUID()}`, time: new Date(now().getTime() - 1_000).toISOString() },
      });
      const chosen = known.canary?.plant === plant.id ? known.canary : fresh();
      state.write({ ...known, canary: chosen });
      const send = (which: 'there' | 'back') =>
        posted(deps, {
          plant: plant.id,
          url,
          key,
          event: eventOf(plant.id, sender.system, plant.canary as Canary, which, chosen),
        });
      // Refused or skipped, nothing is in Odoo: the next attempt sends new events, by the profile as it then is.
      const there = await send('there').catch((error: unknown) => {
        if (error instanceof NothingBooked) state.write(withoutCanary(known));
        throw error;
      });
      const back = await send('back');
      return `${there} and ${back} in Odoo: ${plant.canary.quantity.value} ${plant.canary.item} there and back`;
    },
  };

  async function keyOf({ environment: { name } }: FirstDeployDeps, partner: string): Promise<string> {
    const found = (await aws.keys.withPrefix(`opg-${name}-`)).find(
      (key) => key.name === `opg-${name}-${partner}`,
    );
    if (!found) throw new StepFailed(`${partner} has no API key`, 'Deploy the stack entrance again.');
    return aws.keys.value(found.id);
  }
};

/** The gateway refused the event, or an operator skipped it. */
class NothingBooked extends StepFailed {}

const withoutCanary = ({ seconds }: FirstState): FirstState => ({ seconds });

const eventOf = (
  plant: string,
  system: string,
  canary: Canary,
  which: 'there' | 'back',
  state: CanaryState,
) => {
  const { item, quantity, from, to } = canary;
  const [origin, target] = which === 'there' ? [from, to] : [to, from];
  return {
    specversion: '1.0',
    id: state[which].id,
    source: `/plants/${plant}/${system}`,
    type,
    time: state[which].time,
    subject: item,
    dataschema: schemaId(stockMoved),
    data: { item, quantity, from: origin, to: target, reference: 'first-deploy' },
  };
};

type CanaryEvent = ReturnType<typeof eventOf>;

/** Sends an event until it is accepted and waits until it is posted. Returns the name of Odoo's document. */
const posted = async (
  { environment, operator, now, pause, say }: FirstDeployDeps,
  { plant, url, key, event }: { plant: string; url: string; key: string; event: CanaryEvent },
): Promise<string> => {
  const deadline = now().getTime() + patienceSeconds * 1000;
  const inTime = () => now().getTime() < deadline;
  const eventKey = eventKeyOf(event);
  const headers = { 'x-api-key': key };
  // A new key works on API Gateway after some seconds; until then it answers 403.
  for (;;) {
    const response = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(event),
    });
    if (response.ok) break;
    const again = response.status === 403 || response.status === 429 || response.status >= 500;
    if (!again || !inTime())
      throw new NothingBooked(
        `the gateway answered ${response.status} to the canary: ${(await response.text()).slice(0, 500)}`,
        'Correct canary in the profile of the plant, or the rights of its partner, and repeat.',
      );
    await pause(askEveryMs);
  }
  say(`  sent ${event.data.from} to ${event.data.to}: ${url}/v1/events/${eventKey}`);
  for (;;) {
    const response = await fetch(`${url}/v1/events/${eventKey}`, { headers });
    const { status, document, reason } = (
      response.ok ? await response.json() : { status: 'unknown' }
    ) as Status;
    if (status === 'posted') return document?.name ?? 'a document';
    if (status === 'skipped')
      throw new NothingBooked(`event ${eventKey} was skipped by an operator`, 'Repeat: a new event is sent.');
    if (status === 'quarantined')
      throw new StepFailed(
        `event ${eventKey} is ${status}: ${reason?.code}: ${reason?.message}`,
        `Mend it in Odoo, then npm run operate -- --env ${environment.name} retry ${eventKey}; then repeat.`,
      );
    const held = await heldBecause(operator, plant);
    if (held !== undefined)
      throw new StepFailed(
        `the plant queue of ${plant} is held: ${held}`,
        'docs/runbook.md (lane-held) says how it goes on; it continues by itself when the cause is gone. Then repeat.',
      );
    if (!inTime())
      throw new StepFailed(
        `event ${eventKey} is ${status} after ${patienceSeconds} s`,
        `npm run operate -- --env ${environment.name} lanes says whether its plant queue is held, and why; then repeat.`,
      );
    await pause(askEveryMs);
  }
};

/** Why the plant's queue is held, which only a person ends. Undefined while it works, or waits for Odoo. */
const heldBecause = async (operator: Operator, plant: string): Promise<string | undefined> => {
  const { ok, result = [] } = await operator({ command: 'lanes' });
  const queues = result as { plant: string; state: string; reason?: string }[];
  return ok ? queues.find((queue) => queue.plant === plant && queue.state === 'held')?.reason : undefined;
};
