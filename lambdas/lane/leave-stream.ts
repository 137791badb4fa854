import type { EventKey } from '../../events/identity.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { LaneQueue } from './lane-queue.ts';

export interface StreamDeps {
  ledger: Ledger;
  queue: LaneQueue;
}

/** The lane could not take the next parked event; the caller's event must come back and try again. */
export class LaneUnavailable extends Error {
  constructor(plant: string) {
    super(`the lane of ${plant} took no message`);
    this.name = 'LaneUnavailable';
  }
}

/**
 * After `done` (posted or skipped) let the stream go on: if it stood at the gate, the first parked event is
 * sent to the lane and takes its place; without parked events the gate goes.
 *
 * The message is sent before the gate moves: a crash between the two sends it twice, which is harmless, where
 * the other order would leave it parked for ever. Repeating the call is harmless too.
 */
export const leaveStream = async (
  { ledger, queue }: StreamDeps,
  plant: string,
  stream: string,
  done: EventKey,
): Promise<void> => {
  for (;;) {
    const gate = (await ledger.gates(plant, [stream])).get(stream);
    if (gate?.blockedBy !== done) return;
    const [next] = gate.parked;
    if (!next) {
      if (await ledger.open(plant, stream, done)) return;
      continue;
    }
    const deduplicationId = `${next}.after.${done}`;
    const failed = await queue.send(plant, [{ eventKey: next, stream, deduplicationId }]);
    if (failed.size > 0) throw new LaneUnavailable(plant);
    if (await ledger.advance(plant, stream, done, next)) return;
  }
};
