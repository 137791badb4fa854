import { sendBatch } from '../../local/run/send.ts';
import { randomNumbers } from '../../local/sample/random.ts';
import { type Call, callsOf, deliver, interleaved } from './deliveries.ts';
import { functionNamed, type GatewayUnderTest, names } from './gateway.ts';
import { calm, type Misfortune, type OdooProxy } from './odoo-proxy.ts';
import type { Story } from './story/story.ts';
import { until } from './until.ts';
import { type KillPlan, WorkerKiller } from './worker-killer.ts';

export interface Trouble {
  seed: number;
  /** deliveries of each event */
  times: number;
  /** calls of partners at once */
  callers: number;
  misfortune: Misfortune;
  /** of posting workers */
  kills: KillPlan;
  /** of accepting workers */
  killsOfAccept: KillPlan;
  /** for everything to be posted, once it is sent */
  atMostMs: number;
  /** called before each call of a partner, with the share of calls made */
  progress?: (share: number) => void | Promise<void>;
}

export interface Figures {
  events: number;
  deliveries: number;
  calls: number;
  odooCalls: number;
  answersLost: number;
  requestsLost: number;
  kills: number;
  seconds: number;
}

export const noKills: KillPlan = { share: 0, withinMs: 0, atMost: 0 };
export const untroubled = {
  times: 1,
  misfortune: calm,
  kills: noKills,
  killsOfAccept: noKills,
};

/** Sends a story through the gateway's HTTP API while things go wrong, and waits until its plant queues are empty. */
export async function play(
  story: Story,
  gateway: GatewayUnderTest,
  proxy: OdooProxy,
  trouble: Trouble,
): Promise<Figures> {
  const random = randomNumbers(trouble.seed);
  const deliveries = interleaved(story.sendings, trouble.times, random);
  const calls = callsOf(deliveries, 8, random);
  const killer = new WorkerKiller(gateway.cloud, trouble.kills, trouble.seed);
  const acceptKiller = new WorkerKiller(gateway.cloud, trouble.killsOfAccept, trouble.seed);
  const accept = functionNamed(gateway, /accept/i);
  const began = performance.now();
  let made = 0;
  const send = async ({ partner, sendings }: Call) => {
    await trouble.progress?.(made / calls.length);
    made += 1;
    acceptKiller.perhaps(accept);
    const events = sendings.map(({ event }) => event);
    const rows = await sendBatch(gateway.url, gateway.keys[partner] ?? '', events);
    const wrong = rows.find(({ status }) => status !== 'accepted' && status !== 'duplicate');
    if (wrong) throw new Error(`not taken in: ${JSON.stringify(wrong)}`);
  };
  proxy.misfortune = trouble.misfortune;
  proxy.onPosting = (plant) => killer.perhaps(names.postFunction(plant));
  try {
    await deliver(calls, trouble.callers, send);
    await until('the plant queues are empty', () => gateway.waiting() === 0, { atMostMs: trouble.atMostMs });
    // What the queue never got is in the outbox. The outbox sweeper sends it after a minute.
    const settled = async () =>
      (await gateway.events()).every(({ status }) => status !== 'accepted' && status !== 'posting');
    await until('every event is settled', settled, { atMostMs: trouble.atMostMs, everyMs: 1000 });
  } finally {
    killer.stop();
    acceptKiller.stop();
    proxy.onPosting = () => {};
    proxy.misfortune = calm;
  }
  return {
    events: story.sendings.length,
    deliveries: deliveries.length,
    calls: calls.length,
    odooCalls: proxy.figures.postings,
    answersLost: proxy.figures.answersLost,
    requestsLost: proxy.figures.requestsLost,
    kills: killer.kills + acceptKiller.kills,
    seconds: Math.round((performance.now() - began) / 100) / 10,
  };
}

export const printFigures = (title: string, figures: object): void =>
  console.log(
    `${title}: ${Object.entries(figures)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}`,
  );
