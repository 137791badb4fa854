import { randomUUID } from 'node:crypto';
import type { Partner } from '../../../configuration/partner.ts';
import { ownersOf, type PlantProfile } from '../../../configuration/plant.ts';
import type { Canary } from '../../../configuration/plant-sections.ts';
import { schemaId } from '../../../events/define-event.ts';
import { eventKeyOf } from '../../../events/envelope.ts';
import { stockMoved } from '../../../events/stock-moved.ts';
import type { Operator } from '../plants/waiting.ts';
import { apiUrl, type FirstDeployDeps, type FirstState, type Step, StepFailed } from './step.ts';

/** The two events. They are kept before anything is sent, so that a repeat sends the same ones, whatever the profile says by then. */
export interface CanaryState {
  plant: string;
  system: string;
  canary: Canary;
  there: { id: string; time: string };
  back: { id: string; time: string };
}

interface Status {
  status: string;
  document?: { name: string };
  reason?: { code: string; message: string };
}

/** Seconds until an event is given up. A cold gateway and a slow Odoo take some ten. */
const timeLimitSeconds = 180;
/** Milliseconds until a call without an answer is repeated. API Gateway itself answers after at most 29 s. */
const callTimeoutMs = 30_000;
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
      const chosen =
        known.canary?.plant === plant.id
          ? known.canary
          : // The second event is one second later, because events with equal times have no order.
            {
              plant: plant.id,
              system: sender.system,
              canary: plant.canary,
              there: newEvent(now, 2_000),
              back: newEvent(now, 1_000),
            };
      state.write({ ...known, canary: chosen });
      const send = (which: 'there' | 'back') =>
        posted(deps, { plant: plant.id, url, key, event: eventOf(chosen, which) });
      const there = await send('there').catch((error: unknown) => {
        if (error instanceof NothingBooked) state.write(withoutCanary(known));
        throw error;
      });
      const back = await send('back').catch((error: unknown) => {
        throw error instanceof NothingBooked ? notTakenBack(error, chosen) : error;
      });
      const { quantity, item } = chosen.canary;
      return `${there} and ${back} in Odoo: ${quantity.value} ${item} there and back`;
    },
  };

  /** The first event is booked, and the second one is not. Its id is used up when it was skipped. */
  function notTakenBack({ message, reason }: NothingBooked, chosen: CanaryState): StepFailed {
    const { quantity, item, to } = chosen.canary;
    const where = `${quantity.value} ${item} is still at ${to}`;
    if (reason === 'refused')
      return new StepFailed(`${message}; ${where}`, 'Correct the rights of the partner, and repeat.');
    const known = state.read() ?? { seconds: {} };
    state.write({ ...known, canary: { ...chosen, back: newEvent(now, 1_000) } });
    return new StepFailed(
      `${message}; ${where}`,
      `Repeat: another event takes it back. If somebody took it back in Odoo, delete ${state.path} first.`,
    );
  }

  async function keyOf({ environment: { name } }: FirstDeployDeps, partner: string): Promise<string> {
    const found = (await aws.keys.withPrefix(`opg-${name}-`)).find(
      (key) => key.name === `opg-${name}-${partner}`,
    );
    if (!found) throw new StepFailed(`${partner} has no API key`, 'Deploy the stack entrance again.');
    return aws.keys.value(found.id);
  }
};

/** The event is certainly not in Odoo: the gateway refused it with its findings, or an operator skipped it. */
class NothingBooked extends StepFailed {
  readonly reason: 'refused' | 'skipped';

  constructor(reason: 'refused' | 'skipped', message: string, todo: string) {
    super(message, todo);
    this.reason = reason;
  }
}

const newEvent = (now: () => Date, earlierMs: number) => ({
  id: `canary-${randomUUID()}`,
  time: new Date(now().getTime() - earlierMs).toISOString(),
});

const withoutCanary = ({ seconds }: FirstState): FirstState => ({ seconds });

const eventOf = (state: CanaryState, which: 'there' | 'back') => {
  const { plant, system } = state;
  const { item, quantity, from, to } = state.canary;
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
  const deadline = now().getTime() + timeLimitSeconds * 1000;
  const inTime = () => now().getTime() < deadline;
  const eventKey = eventKeyOf(event);
  const headers = { 'x-api-key': key };
  // A new key works on API Gateway after some seconds; until then it answers 403, without findings.
  for (;;) {
    const { status, text } = await answerOf(`${url}/v1/events`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(event),
    });
    if (status >= 200 && status < 300) break;
    const said = `the gateway answered ${status || 'nothing'} to the canary: ${text.slice(0, 500)}`;
    if (hasFindings(status, text))
      throw new NothingBooked(
        'refused',
        said,
        'Correct canary in the profile of the plant, or the rights of its partner, and repeat.',
      );
    if ((status >= 400 && status < 500 && ![403, 408, 429].includes(status)) || !inTime())
      throw new StepFailed(
        said,
        'Nobody knows whether the event was accepted. Look at the logs of API Gateway and of the function accept, then repeat: the same event is sent, which counts once.',
      );
    await pause(askEveryMs);
  }
  say(`  sent ${event.data.from} to ${event.data.to}: ${url}/v1/events/${eventKey}`);
  for (;;) {
    const answer = await answerOf(`${url}/v1/events/${eventKey}`, { headers });
    const { status, document, reason } = (
      answer.status === 200 ? jsonOf(answer.text) : { status: 'unknown' }
    ) as Status;
    if (status === 'posted') return document?.name ?? 'a document';
    if (status === 'skipped')
      throw new NothingBooked(
        'skipped',
        `event ${eventKey} was skipped by an operator`,
        'Repeat: a new event is sent.',
      );
    if (status === 'quarantined')
      throw new StepFailed(
        `event ${eventKey} is ${status}: ${reason?.code}: ${reason?.message}`,
        `Mend it in Odoo, then npm run operate -- --env ${environment.name} retry ${eventKey}; then repeat. If it can never be booked, skip it instead: then a new event is sent.`,
      );
    const held = await heldBecause(operator, plant);
    if (held !== undefined)
      throw new StepFailed(
        `the plant queue of ${plant} is held: ${held}`,
        'docs/runbook.md (lane-held) says how it goes on; it continues by itself when the cause is gone. Then repeat.',
      );
    if (!inTime())
      throw new StepFailed(
        `event ${eventKey} is ${status} after ${timeLimitSeconds} s`,
        `npm run operate -- --env ${environment.name} lanes says whether its plant queue is held, and why; then repeat.`,
      );
    await pause(askEveryMs);
  }
};

/** Status and text of an answer. Status 0 when there was none in time, and the text then says why. */
const answerOf = async (url: string, request: RequestInit): Promise<{ status: number; text: string }> => {
  try {
    const response = await fetch(url, { ...request, signal: AbortSignal.timeout(callTimeoutMs) });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    const { cause, message } = error as Error & { cause?: Error };
    return { status: 0, text: cause?.message ?? message };
  }
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
};

/** True when the gateway itself refused the event and says why. API Gateway and proxies answer without findings. */
const hasFindings = (status: number, text: string): boolean => {
  const { errors } = Object(jsonOf(text)) as { errors?: unknown };
  return status >= 400 && status < 500 && Array.isArray(errors) && errors.length > 0;
};

/** Why the plant's queue is held, which only a person ends. Undefined while it works, or waits for Odoo. */
const heldBecause = async (operator: Operator, plant: string): Promise<string | undefined> => {
  const { ok, result = [] } = await operator({ command: 'lanes' });
  const queues = result as { plant: string; state: string; reason?: string }[];
  return ok ? queues.find((queue) => queue.plant === plant && queue.state === 'held')?.reason : undefined;
};
