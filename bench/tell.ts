import type { Latency, Throughput } from './measure.ts';
import { median, milliseconds, pairedRatio, times } from './statistics.ts';

const say = (line: string) => console.log(line);

export function tellLatency({ gateway, odoo }: Latency): void {
  const ratio = pairedRatio(gateway, odoo);
  say(`\nFrom 202 to posted on an idle lane, ${gateway.length} pairs, medians`);
  say(`  gateway             ${milliseconds(median(gateway))}`);
  say(`  the same call alone ${milliseconds(median(odoo))}`);
  say(
    `  ratio               ${times(ratio)}: the gateway adds ${Math.round((ratio - 1) * 100)} % (aim: under 50 %)`,
  );
}

export function tellThroughput(
  measured: Throughput,
  { completions, atOnce }: { completions: number; atOnce: number },
): void {
  const { lane, sameCall, fourCalls } = measured;
  const rate = (durations: number[]) => `${((completions * 1000) / median(durations)).toFixed(1)} a second`;
  say(`\nA backlog of ${completions} completions, ${atOnce} at once, ${lane.length} rounds, medians`);
  say(`  lane, tens in a call       ${rate(lane)}`);
  say(
    `  same call, one event each  ${rate(sameCall)}   lane ${times(pairedRatio(sameCall, lane))} (aim: 1.3×)`,
  );
  if (fourCalls.length > 0)
    say(
      `  four calls an event        ${rate(fourCalls)}   lane ${times(pairedRatio(fourCalls, lane))} (aim: 2×)`,
    );
}
