import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { local } from '../../environments/index.ts';
import { namesOf } from '../../lib/names.ts';
import { type LocalGateway, type OdooAddress, startLocalGateway } from '../../local/run/local-gateway.ts';
import { type EventState, listEvents } from '../../local/run/send.ts';
import { fastClock, shortWaitVariables, stageWithShortWaits } from './short-waits.ts';

export const names = namesOf(local);
export const plantIds = ['oslo', 'gdansk', 'lyon'];

export interface GatewayUnderTest extends LocalGateway {
  /** messages of the plant queues that are not finished yet */
  waiting(): number;
  deadLetters(): number;
  /** every event of every plant, as the gateway knows it */
  events(): Promise<EventState[]>;
  /** runs the outbox sweeper now instead of at its next minute */
  sweep(): Promise<unknown>;
}

/** A gateway of its own in a temporary folder. With short waits it does not slow down a quick suite. */
export async function gatewayUnderTest(odoo: OdooAddress, shortWaits = false): Promise<GatewayUnderTest> {
  const dataDir = mkdtempSync(join(tmpdir(), 'gateway-'));
  const gateway = await startLocalGateway({
    dataDir,
    odoo,
    ...(shortWaits && { assembly: await stageWithShortWaits(dataDir) }),
    cloud: {
      // All plant queues, accepting and the sweeper at once. With less room they start and end all the time.
      keepAtMost: 16,
      ...(shortWaits && { clock: fastClock(), environment: shortWaitVariables }),
    },
  });
  const dead = plantIds.map(names.deadQueue);
  const depth = (wanted: (queue: string) => boolean) =>
    gateway.cloud.queues
      .depths()
      .filter(({ name }) => wanted(name))
      .reduce((sum, { visible, inFlight, delayed }) => sum + visible + inFlight + delayed, 0);
  return {
    ...gateway,
    waiting: () => depth((queue) => plantIds.map(names.plantQueue).includes(queue)),
    deadLetters: () => depth((queue) => dead.includes(queue)),
    events: async () =>
      (
        await Promise.all(
          plantIds.map((plant) => listEvents(gateway.url, gateway.keys[`${plant}-mes`] ?? '', plant)),
        )
      ).flat(),
    sweep: () => gateway.cloud.invoke(functionNamed(gateway, /watch/i), {}),
    stop: async () => {
      await gateway.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export function functionNamed({ cloud }: Pick<LocalGateway, 'cloud'>, pattern: RegExp): string {
  const found = cloud.functions.find((name) => pattern.test(name));
  if (!found) throw new Error(`no function like ${pattern}`);
  return found;
}
