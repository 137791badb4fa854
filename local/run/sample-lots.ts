import { setTimeout as pause } from 'node:timers/promises';
import { calendarOf } from '../sample/calendar.ts';
import { osloFormulaLots } from '../sample/plants/oslo.ts';
import { heldPlantQueues } from './held-plant-queues.ts';
import type { LocalGateway } from './local-gateway.ts';

interface Entry {
  what: string;
}

/** What becomes of each lot after the quality hold. An earlier run of the day may have done so already. */
const ends = ['released', 'raised', 'escalated'];
const atMostMs = 20_000;

/** What became of the lots that the sample day's laboratory judges: one passes, one fails, one it forgets. */
export const printLots = async (
  gateway: LocalGateway,
  now: Date,
  say: (line: string) => void,
): Promise<void> => {
  say('  lots in quality hold of oslo (docs/quality.md)');
  // Nothing will come of it until somebody puts it right.
  const isHeld = (await heldPlantQueues(gateway)).has('oslo');
  for (const lot of osloFormulaLots(calendarOf(now))) {
    const deadline = Date.now() + (isHeld ? 0 : atMostMs);
    let reports = await whatBecameOf(gateway, lot);
    while (!reports.some((what) => ends.includes(what)) && Date.now() < deadline) {
      await pause(200);
      reports = await whatBecameOf(gateway, lot);
    }
    const end =
      reports.length === 0 ? 'nothing is known of it' : reports.includes('released') ? '' : ': still held';
    say(`  ${lot.padEnd(14)}${reports.join(', ')}${end}`);
  }
};

const whatBecameOf = async ({ url, keys }: LocalGateway, lot: string): Promise<string[]> => {
  const response = await fetch(`${url}/v1/plants/oslo/lots/${lot}/audit?item=FORMULA-1`, {
    headers: { 'x-api-key': keys['oslo-lab'] ?? '' },
  });
  const { entries = [] } = (await response.json()) as { entries?: Entry[] };
  return entries.map(({ what }) => what);
};
