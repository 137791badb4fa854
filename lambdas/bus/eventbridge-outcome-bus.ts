import { randomUUID } from 'node:crypto';
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { typePrefix } from '../../events/define-event.ts';
import { awsCalls } from '../runtime/aws.ts';
import type { Clock } from '../runtime/clock.ts';
import { errorForLog, type Log } from '../runtime/log.ts';
import type { Outcome, OutcomeBus } from './outcome-bus.ts';

/** EventBridge takes at most ten entries a call. */
const perCall = 10;
export const gatewaySource = 'odoo-plant-gateway';

interface Settings {
  busName: string;
  environment: string;
  clock: Clock;
  log: Log;
  client?: EventBridgeClient;
}

/** Outcomes as CloudEvents on the bus; a repeated outcome of an event carries the same id. */
export const eventBridgeOutcomeBus = (settings: Settings): OutcomeBus => {
  const { busName, environment, clock, log, client = new EventBridgeClient(awsCalls) } = settings;
  const entry = (kind: string, id: string, subject: string, data: unknown): PutEventsRequestEntry => {
    const type = `${typePrefix}event.${kind}.v1`;
    const source = `/gateway/${environment}`;
    const time = clock().toISOString();
    return {
      EventBusName: busName,
      Source: gatewaySource,
      DetailType: type,
      Detail: JSON.stringify({ specversion: '1.0', id, source, type, time, subject, data }),
    };
  };
  return {
    async settled(outcomes) {
      const missed = new Set<string>();
      for (let from = 0; from < outcomes.length; from += perCall) {
        const chunk = outcomes.slice(from, from + perCall);
        const entries = chunk.map((outcome) =>
          entry(
            outcome.kind,
            `${outcome.record.eventKey}.${outcome.kind}`,
            outcome.record.eventKey,
            dataOf(outcome),
          ),
        );
        try {
          const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: entries }));
          chunk.forEach((outcome, index) => {
            if (Entries[index]?.ErrorCode) missed.add(outcome.record.eventKey);
          });
        } catch (error) {
          log.warn('STORE_UNAVAILABLE', { what: 'bus', ...errorForLog(error) });
          for (const outcome of chunk) missed.add(outcome.record.eventKey);
        }
      }
      return missed;
    },
    async rejected(outcome) {
      const subject = outcome.source ?? outcome.partner;
      const { FailedEntryCount } = await client.send(
        new PutEventsCommand({ Entries: [entry('rejected', randomUUID(), subject, outcome)] }),
      );
      if (FailedEntryCount) throw new Error('the bus took no outcome');
    },
  };
};

const dataOf = (outcome: Outcome) => {
  const { plant, event } = outcome.record;
  const about = {
    plant,
    event: { id: event.id, source: event.source, type: event.type, subject: event.subject },
  };
  return outcome.kind === 'posted'
    ? { ...about, document: outcome.document }
    : { ...about, reason: outcome.reason };
};
