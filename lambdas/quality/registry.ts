import { randomUUID } from 'node:crypto';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { QuestionPort } from '../odoo/ports.ts';
import { asSeen, conditionally, DynamoTable } from '../platform/dynamo.ts';
import type { Log } from '../platform/log.ts';
import type { OutcomeBus } from '../posting/outcomes.ts';
import type { TakeInDeps } from '../posting/take-in.ts';
import type { AuditTrail } from '../store/audit-trail.ts';
import { lotHash } from '../store/audit-trail.ts';

/** A lot of an item in a plant, in Odoo's words. */
export interface Lot {
  plant: string;
  /** internal reference */
  item: string;
  lot: string;
}

/** An execution of the state machine: the lot's rounds are counted from 1. */
export interface HoldRound extends Lot {
  round: number;
}

/** Always the same for a round, so that starting it twice starts one. At most 80 characters. */
export const executionName = ({ round, ...lot }: HoldRound): string =>
  `${lot.plant}-${lotHash(lot)}-${round}`;

/** Nothing but this, or AWS would take a second start for another execution of that name. */
export const inputOf = ({ plant, item, lot, round }: HoldRound): HoldRound => ({ plant, item, lot, round });

/** What the gateway remembers of a lot at the gate; how the lot stands, only Odoo knows. Times are RFC 3339. */
export interface HoldRecord extends Lot {
  state: 'open' | 'closed';
  /** executions so far */
  round: number;
  /** when this round began */
  openedAt: string;
  /** counts what happened to the lot */
  signal: number;
  /** since when goods of it wait for a word */
  heldSince: string;
  /** the laboratory's last word, also that it is still at it */
  lastWordAt?: string;
  /** an execution that waits, and the signal it had seen */
  waiting?: { token: string; signal: number };
  /** the execution that waits for an own event of the gateway to be settled */
  own?: { eventKey: string; token: string };
  /** ids of own events that were booked, newest last */
  done: readonly string[];
  /** since when there had been no word when the laboratory was reminded */
  remindedOf?: string;
  /** the last time that was due for the person on call to be told */
  escalatedAt?: string;
  /** another one after every change */
  version: string;
}

export type NewHoldRecord = Omit<HoldRecord, 'version'>;

/** Single-item conditional writes only. Throws when the store fails. */
export interface Registry {
  find(lot: Lot): Promise<HoldRecord | undefined>;
  /** Replaces what was seen (nothing: makes it); undefined when it has changed since. */
  replace(seen: HoldRecord | undefined, next: NewHoldRecord): Promise<HoldRecord | undefined>;
}

/** Says what the record is to be; `undefined` leaves it alone. Called again when somebody else was faster. */
export type Edit = (seen: HoldRecord | undefined) => NewHoldRecord | undefined;

/** The record afterwards, changed or not. */
export const change = async (registry: Registry, lot: Lot, edit: Edit): Promise<HoldRecord | undefined> => {
  for (;;) {
    const seen = await registry.find(lot);
    const next = edit(seen);
    if (!next) return seen;
    const written = await registry.replace(seen, next);
    if (written) return written;
  }
};

const keyOf = (lot: Lot) => ({ pk: `LOT#${lot.plant}#${lotHash(lot)}`, sk: 'GATE' });

/** Lots at the gate, in DynamoDB: an item each. */
export const dynamoRegistry = (client: DynamoDBDocumentClient, name: string): Registry => {
  const table = new DynamoTable(client, name);
  return {
    async find(lot) {
      const item = await table.get(keyOf(lot));
      if (!item) return undefined;
      const { pk, sk, ...record } = item;
      return record as unknown as HoldRecord;
    },
    async replace(seen, next) {
      const record = { ...next, version: randomUUID() };
      const written = await conditionally(() =>
        table.client.send(
          new PutCommand({ TableName: table.name, Item: { ...keyOf(next), ...record }, ...asSeen(seen) }),
        ),
      );
      return written && record;
    },
  };
};

export interface QualityDeps extends TakeInDeps {
  registry: Registry;
  executions: Executions;
  audit: Pick<AuditTrail, 'write'>;
  odoo: QuestionPort;
  outcomes: Pick<OutcomeBus, 'publish'>;
  log: Log;
  count(metric: 'VerdictOverdue', plant: string): void;
}

/** The state machine, as the gate sees it. A token that nobody waits for any more is passed over in silence. */
export interface Executions {
  /** `over`: an execution of this name has ended. Starting one that runs changes nothing. */
  start(round: HoldRound): Promise<'running' | 'over'>;
  succeed(token: string, output: object): Promise<void>;
  fail(token: string, error: string, cause: string): Promise<void>;
  /** Somebody is still at it. */
  beat(token: string): Promise<void>;
}
