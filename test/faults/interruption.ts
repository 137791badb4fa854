import { setTimeout as pause } from 'node:timers/promises';
import type { GatewayUnderTest } from './gateway.ts';
import { countCodes } from './log-codes.ts';
import type { Disguise, OdooProxy } from './odoo-proxy.ts';
import { type Figures, play, untroubled } from './scenario.ts';
import type { Story } from './story/story.ts';
import { until } from './until.ts';

export interface Interruption {
  /** log codes of a plant queue that has noticed; Odoo stays away at least until then */
  noticed: 'LANE_WAITING' | 'LANE_HELD';
  begin(): Promise<void>;
  end(): Promise<void>;
}

export const stopped = (proxy: OdooProxy): Interruption => ({
  noticed: 'LANE_WAITING',
  begin: () => proxy.down(),
  end: () => proxy.up(),
});

export const disguisedAs =
  (disguise: Disguise) =>
  (proxy: OdooProxy): Interruption => ({
    noticed: 'LANE_HELD',
    begin: async () => {
      proxy.disguise = disguise;
    },
    end: async () => {
      proxy.disguise = {};
    },
  });

const plantQueueCodes = ['LANE_WAITING', 'LANE_HELD', 'LANE_PAUSED', 'LANE_RESUMED'] as const;

export interface InterruptionFigures
  extends Pick<Figures, 'events' | 'deliveries' | 'odooCalls' | 'seconds'>,
    Record<(typeof plantQueueCodes)[number], number> {
  /** of the gateway's decisions, counted in its log */
  quarantined: number;
  /** events posted when Odoo came back */
  postedBefore: number;
  /** from Odoo's return until the last event was posted */
  secondsAfter: number;
  /** most times that one event was tried in Odoo */
  mostAttempts: number;
}

/**
 * Plays a story. When a quarter of it is sent, Odoo stops being usable, while the rest is being sent. It comes back
 * after the given seconds. The outbox sweeper runs as on its schedule, and once more at the end if asked to.
 */
export async function playThrough(
  story: Story,
  gateway: GatewayUnderTest,
  proxy: OdooProxy,
  interruption: Interruption & { seconds: number; atMostMs: number; sweepAtTheEnd?: boolean },
): Promise<InterruptionFigures> {
  const { count, stop: stopListening } = countCodes(gateway);
  let begun: Promise<void> | undefined;
  let over: Promise<void> | undefined;
  let returnedAt = 0;
  let postedBefore = 0;
  const interrupt = async () => {
    await until('the first event is posted', () => count('EVENT_POSTED') > 0);
    await interruption.begin();
    over = (async () => {
      await pause(interruption.seconds * 1000);
      await until('a plant queue noticed', () => count(interruption.noticed) > 0);
      postedBefore = count('EVENT_POSTED');
      await interruption.end();
      returnedAt = performance.now();
      if (interruption.sweepAtTheEnd) await gateway.sweep();
    })();
  };
  try {
    const odooCalls = proxy.figures.postings;
    const { events, deliveries, seconds } = await play(story, gateway, proxy, {
      ...untroubled,
      seed: 3,
      times: 2,
      callers: 4,
      atMostMs: interruption.atMostMs,
      progress: (share) => {
        if (share < 0.25) return;
        begun ??= interrupt();
        return begun;
      },
    });
    await over;
    return {
      events,
      deliveries,
      odooCalls: proxy.figures.postings - odooCalls,
      seconds,
      postedBefore,
      secondsAfter: Math.round((performance.now() - returnedAt) / 100) / 10,
      mostAttempts: Math.max(...(await gateway.events()).map(({ attempts }) => attempts)),
      quarantined: count('EVENT_QUARANTINED'),
      ...(Object.fromEntries(plantQueueCodes.map((code) => [code, count(code)])) as Record<
        (typeof plantQueueCodes)[number],
        number
      >),
    };
  } finally {
    stopListening();
  }
}
