import { osloOrder } from '../plants/oslo.ts';
import type { Storyteller } from '../story.ts';

const kg = (value: number) => ({ value, unit: 'KGM' });

/** One order as the shop floor reports it: its operations, who worked, and the machine's counter. */
export function osloWork(story: Storyteller): void {
  const { calendar } = story;
  const order = osloOrder(calendar, 93);
  const mix = { order, operation: 'Mix' };
  const fill = { order, operation: 'Fill', workCenter: 'LINE-1' };
  story.report('work-order.started', 620, mix);
  story.report('work-order.paused', 630, { ...mix, reason: 'waiting for culture' });
  story.report('work-order.started', 634, mix);
  story.report('work-order.finished', 660, mix);
  story.report('work-order.started', 661, fill);
  counterReadings(story, order);
  const shift = { startedAt: calendar.at(665), endedAt: calendar.at(685), person: '4711' };
  story.report('labor.reported', 686, { ...fill, ...shift });
  story.report('work-order.finished', 700, fill);
  const lot = { number: `Y${calendar.label}-93`, expiresAt: calendar.daysOn(22) };
  story.report('production.reported', 702, { order, quantity: kg(200), lot, final: true });
  machineHistory(story, order);
}

/** Ten a second. They are aggregated, so Odoo gets the last one and not thirty. */
function counterReadings(story: Storyteller, order: string): void {
  for (let reading = 1; reading <= 30; reading++)
    story.report('machine.counted', 690 + reading / 600, {
      machine: 'LINE-1',
      order,
      count: kg(reading * 5),
      cycleSeconds: 0.1,
    });
}

/** History that the event store keeps and Odoo never gets. */
function machineHistory({ calendar, report }: Storyteller, order: string): void {
  const machine = 'LINE-1';
  report('machine.state-changed', 661, { machine, state: 'running', since: calendar.at(661), order });
  const jam = { since: calendar.at(670), until: calendar.at(674), reason: 'E-104' };
  report('machine.state-changed', 675, { machine, state: 'fault', ...jam, order });
  report('machine.state-changed', 700, { machine, state: 'idle', since: calendar.at(700) });
  report('telemetry.archived', 725, {
    machine,
    from: calendar.at(660),
    to: calendar.at(720),
    dataref: `s3://oslo-telemetry/${machine}/${calendar.label}T11.parquet`,
    mediaType: 'application/vnd.apache.parquet',
    rows: 36_000,
    sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  });
}
