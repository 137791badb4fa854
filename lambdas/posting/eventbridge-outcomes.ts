import { randomUUID } from 'node:crypto';
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { typePrefix } from '../../events/define-event.ts';
import { awsCalls } from '../platform/aws.ts';
import { errorForLog, type Log } from '../platform/log.ts';
import type { Clock } from '../platform/time.ts';
import { messagesOf, type OutcomeBus, type OutcomeMessage } from './outcomes.ts';

const gatewaySource = 'odoo-plant-gateway';

interface Settings {
  busName: string;
  environment: string;
  clock: Clock;
  log: Log;
  client?: EventBridgeClient;
}

/** Publishes outcomes as CloudEvents on an EventBridge bus. */
export const eventBridgeOutcomeBus = (settings: Settings): OutcomeBus => {
  const { busName, environment, clock, log, client = new EventBridgeClient(awsCalls) } = settings;
  const entry = ({ name, id, subject, data }: OutcomeMessage): PutEventsRequestEntry => {
    const type = `${typePrefix}${name}.v1`;
    const source = `/gateway/${environment}`;
    const time = clock().toISOString();
    return {
      EventBusName: busName,
      Source: gatewaySource,
      DetailType: type,
      Detail: JSON.stringify({ specversion: '1.0', id, source, type, time, subject, data }),
    };
  };
  /** Sends one call. Returns the entries that the bus did not take, with EventBridge's error code. */
  const put = async (
    Entries: PutEventsRequestEntry[],
  ): Promise<{ entry: PutEventsRequestEntry; code: string }[]> => {
    const answer = await client.send(new PutEventsCommand({ Entries }));
    return Entries.flatMap((sent, index) => {
      const code = answer.Entries?.[index]?.ErrorCode;
      return code ? [{ entry: sent, code }] : [];
    });
  };
  const send = async (messages: readonly OutcomeMessage[]): Promise<void> => {
    for (const entries of inCalls(messages.map(entry))) {
      const [failed] = await put(entries);
      if (failed) throw new Error(`the bus did not take ${failed.entry.DetailType}: ${failed.code}`);
    }
  };
  return {
    async settled(outcomes) {
      const missed = new Set<string>();
      const eventKeys = new Map<PutEventsRequestEntry, string>();
      for (const outcome of outcomes)
        for (const message of messagesOf(outcome)) eventKeys.set(entry(message), outcome.record.eventKey);
      const markMissed = (lost: PutEventsRequestEntry) => missed.add(eventKeys.get(lost) ?? '');
      for (const entries of inCalls([...eventKeys.keys()])) {
        try {
          for (const failed of await put(entries)) markMissed(failed.entry);
        } catch (error) {
          log.warn('STORE_UNAVAILABLE', { what: 'bus', ...errorForLog(error) });
          entries.forEach(markMissed);
        }
      }
      return missed;
    },
    rejected: (outcome) =>
      send([
        {
          name: 'event.rejected',
          id: randomUUID(),
          subject: outcome.source ?? outcome.partner,
          data: outcome,
        },
      ]),
    publish: send,
  };
};

/**
 * EventBridge's limits for one call are ten entries and 256 KB in all; this stays below. A larger entry is sent alone.
 */
const entriesPerCall = 10;
const bytesPerCall = 200_000;

/** Splits entries into calls within these limits, in order. */
export const inCalls = (entries: readonly PutEventsRequestEntry[]): PutEventsRequestEntry[][] => {
  const calls: PutEventsRequestEntry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(entry.Detail ?? '');
    const call = calls.at(-1);
    if (call && call.length < entriesPerCall && bytes + size <= bytesPerCall) call.push(entry);
    else {
      calls.push([entry]);
      bytes = 0;
    }
    bytes += size;
  }
  return calls;
};
