import { randomUUID } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { EventKey } from '../../events/envelope.ts';
import type { QuestionPort } from '../odoo/ports.ts';
import { asSeen, DynamoTable } from '../platform/dynamo.ts';
import type { Log } from '../platform/log.ts';
import type { TakeInDeps } from '../posting/accept-once.ts';
import type { OutcomeBus } from '../posting/outcomes.ts';
import { type AuditTrail, lotHash } from '../store/audit-trail.ts';

/** A lot of an item in a plant, by Odoo's names. */
export interface Lot {
  plant: string;
  /** internal reference */
  item: string;
  lot: string;
}

/** The gateway's record of a lot on quality hold. The lot's stock and verdict are only in Odoo. Times are RFC 3339. */
export interface HoldRecord extends Lot {
  state: 'open' | 'closed';
  /** number of executions so far */
  round: number;
  /** when this round began */
  openedAt: string;
  /** number of changes of the lot so far */
  signal: number;
  /** since when goods of the lot wait for a decision */
  heldSince: string;
  /** the laboratory's last message, also one that the inspection is still pending */
  lastWordAt?: string;
  /** the execution that waits, and the signal that it has read */
  waiting?: { token: string; signal: number };
  /** the execution that waits for one of the gateway's own events to be settled */
  own?: { eventKey: string; token: string };
  /** ids of the gateway's own events that were booked, newest last */
  done: readonly string[];
  /** start of the silence about which the laboratory was reminded last */
  remindedOf?: string;
  /** due time of the last escalation that was sent */
  escalatedAt?: string;
  /** new after every change */
  version: string;
}

export type NewHoldRecord = Omit<HoldRecord, 'version'>;

/** An execution of the state machine. A lot's rounds count from 1. */
export interface HoldRound extends Lot {
  round: number;
}

/** The same for every start of a round, so that two starts make one execution. At most 80 characters. */
export const executionName = ({ round, ...lot }: HoldRound): string =>
  `${lot.plant}-${lotHash(lot)}-${round}`;

/** Only these fields: AWS refuses a second start of the same name with another input. */
export const inputOf = ({ plant, item, lot, round }: HoldRound): HoldRound => ({ plant, item, lot, round });

/** Single-item conditional writes only. Throws when the store fails. */
export interface Registry {
  find(lot: Lot): Promise<HoldRecord | undefined>;
  /** Replaces the record `seen`, or creates one when there was none. Undefined when it has changed since. */
  replace(seen: HoldRecord | undefined, next: NewHoldRecord): Promise<HoldRecord | undefined>;
}

/** The new content of a record; `undefined` keeps it. Called again after a concurrent change. */
export type Edit = (seen: HoldRecord | undefined) => NewHoldRecord | undefined;

/** Applies an edit, and returns the record whether it changed or not. */
export const change = async (registry: Registry, lot: Lot, edit: Edit): Promise<HoldRecord | undefined> => {
  for (;;) {
    const seen = await registry.find(lot);
    const next = edit(seen);
    if (!next) return seen;
    const written = await registry.replace(seen, next);
    if (written) return written;
  }
};

/** Hold records in DynamoDB, one item per lot. The stored sort key `GATE` is an old name of the quality hold. */
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
      return (await table.put({ ...keyOf(next), ...record }, asSeen(seen))) ? record : undefined;
    },
  };
};

const keyOf = (lot: Lot) => ({ pk: `LOT#${lot.plant}#${lotHash(lot)}`, sk: 'GATE' });

/** Executions of the hold state machine. A token whose task no longer waits is ignored. */
export interface Executions {
  /** `over`: the execution of this name has ended. Starting a running one changes nothing. */
  start(round: HoldRound): Promise<'running' | 'over'>;
  succeed(token: string, output: object): Promise<void>;
  fail(token: string, error: string, cause: string): Promise<void>;
  /** Restarts the heartbeat timeout: the laboratory is still at work. */
  beat(token: string): Promise<void>;
}

export interface QualityDeps extends TakeInDeps {
  registry: Registry;
  executions: Executions;
  audit: Pick<AuditTrail, 'write'>;
  odoo: QuestionPort;
  outcomes: Pick<OutcomeBus, 'publish'>;
  log: Log;
  watermarks: Watermarks;
  count(metric: 'VerdictOverdue' | 'HoldBypassed' | 'HoldWatchFailed', plant: string): void;
}

/** Up to where Odoo was read for what people did. `at`: when that was, RFC 3339. */
export interface Watermark {
  mark: string;
  at: string;
  /** keys of the last events about held lots that lay open then, by item and lot */
  open?: Record<string, EventKey>;
}

/** By plant. Throws when the store fails. */
export interface Watermarks {
  find(plant: string): Promise<Watermark | undefined>;
  keep(plant: string, watermark: Watermark): Promise<void>;
}

export const dynamoWatermarks = (client: DynamoDBDocumentClient, name: string): Watermarks => {
  const table = new DynamoTable(client, name);
  const keyOfPlant = (plant: string) => ({ pk: `PLANT#${plant}`, sk: 'PEOPLE' });
  return {
    async find(plant) {
      const item = await table.get(keyOfPlant(plant));
      if (!item) return undefined;
      const { mark, at, open = {} } = item;
      return { mark: String(mark), at: String(at), open: open as Record<string, EventKey> };
    },
    async keep(plant, { mark, at, open = {} }) {
      await table.put({ ...keyOfPlant(plant), mark, at, open });
    },
  };
};
