import { type Backlog, gatewayName, type Latency, type Throughput } from './measure.ts';
import { median, milliseconds, pairedRatio, times } from './statistics.ts';

const say = (line: string) => console.log(line);

export function reportLatency({ gateway, odoo }: Latency): void {
  const ratio = pairedRatio(gateway, odoo);
  say(`\nFrom 202 to posted on an idle plant queue, ${gateway.length} pairs, medians`);
  say(`  gateway             ${milliseconds(median(gateway))}`);
  say(`  the same call alone ${milliseconds(median(odoo))}`);
  say(
    `  ratio               ${times(ratio)}: the gateway adds ${Math.round((ratio - 1) * 100)} % (aim: under 50 %)`,
  );
}

export function reportThroughput(measured: Throughput, { completions, rounds, products }: Backlog): void {
  const plantQueue = measured.get(gatewayName) ?? [];
  say(`\nA backlog of ${completions} completions over ${products} products, ${rounds} rounds, medians`);
  for (const [name, durations] of measured) {
    const rate = ((completions * 1000) / median(durations)).toFixed(1);
    const ratio = name === gatewayName ? '' : `plant queue ${times(pairedRatio(durations, plantQueue))}`;
    say(`  ${name.padEnd(38)} ${rate.padStart(5)} a second   ${ratio}`);
  }
  say('  aims: 1.3× the same call one by one, 2× four calls');
}
