import { batchesOf, countOutcomes, type DayEntry, outcomes, sampleDay } from '../sample/day.ts';
import type { LocalGateway } from './local-gateway.ts';
import { type AnsweredRow, sendBatch, untilSettled } from './send.ts';

export interface PlantOutcome {
  plant: string;
  counted: Record<string, number>;
  expected: Record<string, number>;
  refusals: { order: string; code: string; message: string; parked: number }[];
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
  let told = -1;
  const timer = setInterval(() => {
    if (sent !== told) say(`  ${sent} of ${entries.length} events sent`);
    told = sent;
  }, 2000);
  try {
    return await Promise.all(
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
        return outcomeOf(gateway, plant, rows, expected[plant] ?? {});
      }),
    );
  } finally {
    clearInterval(timer);
    say(
      `  ${sent} of ${entries.length} events sent and settled in ${Math.round((Date.now() - started) / 100) / 10} s`,
    );
  }
};

const outcomeOf = async (
  gateway: LocalGateway,
  plant: string,
  rows: [DayEntry, AnsweredRow][],
  expected: Record<string, number>,
): Promise<PlantOutcome> => {
  const key = gateway.keys[`${plant}-mes`] ?? '';
  const events = await untilSettled(gateway.url, key, plant, 120_000);
  const state = new Map(events.map((event) => [event.eventKey, event]));
  const became = rows.map(([{ event }, row]) => ({
    plant,
    order: event.subject,
    // What was accepted an earlier time the day was sent is a duplicate now.
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
            parked: became.filter((other) => other.order === order && other.expected === 'parked').length,
          },
        ]
      : [],
  );
  return { plant, counted, expected, refusals };
};

/** The day's outcomes as a table, and why what was refused was refused. */
export const tellOutcomes = (results: readonly PlantOutcome[], say: (line: string) => void): void => {
  const cell = (value: string | number) => String(value).padStart(12);
  say(`  ${'plant'.padEnd(8)}${outcomes.map(cell).join('')}`);
  for (const { plant, counted } of results)
    say(`  ${plant.padEnd(8)}${outcomes.map((outcome) => cell(counted[outcome] ?? 0)).join('')}`);
  for (const { plant, refusals } of results)
    for (const { order, code, message, parked } of refusals)
      say(`  ${plant} ${order} quarantined, ${parked} parked behind it\n    ${code}: ${message}`);
};
