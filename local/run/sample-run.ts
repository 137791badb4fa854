import { batchesOf, countOutcomes, type DayEntry, outcomes, sampleDay } from '../sample/day.ts';
import { heldPlantQueues } from './held-plant-queues.ts';
import type { LocalGateway } from './local-gateway.ts';
import { type AnsweredRow, isOnItsWay, sendBatch, untilSettled } from './send.ts';

export interface PlantOutcome {
  plant: string;
  counted: Record<string, number>;
  expected: Record<string, number>;
  refusals: { order: string; code: string; message: string; deferred: number }[];
  /** events that wait in the plant queue, or are being booked */
  unsettled: number;
}

const perCall = 20;

/** Sends the sample day, plant by plant side by side, and waits for its outcomes. */
export const runSampleDay = async (
  gateway: LocalGateway,
  now: Date,
  delivery: string,
  say: (line: string) => void,
): Promise<PlantOutcome[]> => {
  const { entries, expected } = sampleDay(now, delivery);
  let sent = 0;
  const started = Date.now();
  let shown = -1;
  const held = new Map<string, string>();
  const timer = setInterval(async () => {
    if (sent !== shown) say(`  ${sent} of ${entries.length} events sent`);
    shown = sent;
    for (const [plant, reason] of await heldPlantQueues(gateway).catch(() => new Map<string, string>())) {
      if (!held.has(plant))
        say(`  the plant queue of ${plant} is held: ${reason} (docs/runbook.md#lane-held)`);
      held.set(plant, reason);
    }
  }, 2000);
  try {
    const results = await Promise.all(
      Object.entries(batchesOf(entries, perCall)).map(async ([plant, batches]) => {
        const rows: [DayEntry, AnsweredRow][] = [];
        for (const batch of batches) {
          const key = gateway.keys[batch.partner] ?? '';
          const events = batch.entries.map((entry) => entry.event);
          const answered = await sendBatch(gateway.url, key, events);
          batch.entries.forEach((entry, index) => {
            const row = answered[index];
            if (row) rows.push([entry, row]);
          });
          sent += batch.entries.length;
        }
        return outcomeOf(gateway, plant, rows, expected[plant] ?? {}, () => held.has(plant));
      }),
    );
    const seconds = Math.round((Date.now() - started) / 100) / 10;
    const unsettled = results.reduce((sum, result) => sum + result.unsettled, 0);
    const settled = unsettled > 0 ? `; ${unsettled} are not settled yet, after` : ' and settled in';
    say(`  ${sent} of ${entries.length} events sent${settled} ${seconds} s`);
    return results;
  } finally {
    clearInterval(timer);
  }
};

const outcomeOf = async (
  gateway: LocalGateway,
  plant: string,
  rows: [DayEntry, AnsweredRow][],
  expected: Record<string, number>,
  giveUp: () => boolean,
): Promise<PlantOutcome> => {
  const key = gateway.keys[`${plant}-mes`] ?? '';
  const events = await untilSettled(gateway.url, key, plant, 120_000, giveUp);
  const state = new Map(events.map((event) => [event.eventKey, event]));
  const became = rows.map(([{ event }, row]) => ({
    plant,
    order: event.subject,
    // Events that an earlier run of the day sent are duplicates now.
    expected: row.status === 'accepted' ? (state.get(row.eventKey ?? '')?.status ?? 'lost') : row.status,
    reason: row.status === 'accepted' ? state.get(row.eventKey ?? '')?.reason : undefined,
  }));
  const counted = countOutcomes(became as Parameters<typeof countOutcomes>[0])[plant] ?? {};
  const refusals = became.flatMap(({ order, expected: status, reason }) =>
    status === 'quarantined' && reason
      ? [
          {
            order,
            ...reason,
            deferred: became.filter((other) => other.order === order && other.expected === 'parked').length,
          },
        ]
      : [],
  );
  const unsettled = events.filter(isOnItsWay).length;
  return { plant, counted, expected, refusals, unsettled };
};

/** The day's outcomes as a table, and the reasons of refusals. */
export const printOutcomes = (results: readonly PlantOutcome[], say: (line: string) => void): void => {
  const cell = (value: string | number) => String(value).padStart(12);
  say(`  ${'plant'.padEnd(8)}${outcomes.map(cell).join('')}`);
  for (const { plant, counted } of results)
    say(`  ${plant.padEnd(8)}${outcomes.map((outcome) => cell(counted[outcome] ?? 0)).join('')}`);
  for (const { plant, refusals } of results)
    for (const { order, code, message, deferred } of refusals)
      say(`  ${plant} ${order} quarantined, ${deferred} deferred behind it\n    ${code}: ${message}`);
};
