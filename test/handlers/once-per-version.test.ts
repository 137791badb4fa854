import {
  IdempotencyAlreadyInProgressError,
  IdempotencyItemAlreadyExistsError,
  IdempotencyRecordStatus,
} from '@aws-lambda-powertools/idempotency';
import { BasePersistenceLayer, type IdempotencyRecord } from '@aws-lambda-powertools/idempotency/persistence';
import type { Context } from 'aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import { oncePerVersion } from '../../lambdas/inbound/files/take-file.ts';

/** Puts like the real table: not while another run's lease lasts, nor after one that got to its end. */
class Store extends BasePersistenceLayer {
  readonly records = new Map<string, IdempotencyRecord>();

  protected override async _putRecord(record: IdempotencyRecord) {
    const known = this.records.get(record.idempotencyKey);
    const over =
      known?.getStatus() === IdempotencyRecordStatus.INPROGRESS &&
      (known.inProgressExpiryTimestamp ?? 0) <= Date.now();
    if (known && !over) throw new IdempotencyItemAlreadyExistsError('is there', known);
    this.records.set(record.idempotencyKey, record);
  }
  protected override async _updateRecord(record: IdempotencyRecord) {
    this.records.set(record.idempotencyKey, record);
  }
  protected override async _deleteRecord({ idempotencyKey }: IdempotencyRecord) {
    this.records.delete(idempotencyKey);
  }
  protected override async _getRecord(key: string) {
    return this.records.get(key) as IdempotencyRecord;
  }
}

const withTime = (left: number): Context => ({ getRemainingTimeInMillis: () => left }) as Context;

describe('a version of a dropped file', () => {
  it('is not taken in by two runs at a time, and once only', async () => {
    const once = oncePerVersion(new Store());
    const { promise, resolve } = Promise.withResolvers<void>();
    let runs = 0;
    const run = async () => {
      runs += 1;
      await promise;
    };
    const first = once('a.csv v1', withTime(60_000), run);
    await expect(once('a.csv v1', withTime(60_000), run)).rejects.toThrow(IdempotencyAlreadyInProgressError);
    resolve();
    await first;
    await once('a.csv v1', withTime(60_000), run);
    expect(runs).toBe(1);
    await once('a.csv v2', withTime(60_000), run);
    expect(runs).toBe(2);
  });

  it('is tried again after a run that failed', async () => {
    const once = oncePerVersion(new Store());
    await expect(
      once('a.csv v1', withTime(60_000), () => Promise.reject(new Error('throttled'))),
    ).rejects.toThrow();
    let runs = 0;
    await once('a.csv v1', withTime(60_000), async () => {
      runs += 1;
    });
    expect(runs).toBe(1);
  });

  it('is tried again after a run that died, once its time is over', async () => {
    const store = new Store();
    const once = oncePerVersion(store);
    void once('a.csv v1', withTime(0), () => new Promise(() => {}));
    await vi.waitUntil(() => store.records.size > 0);
    let runs = 0;
    await once('a.csv v1', withTime(60_000), async () => {
      runs += 1;
    });
    expect(runs).toBe(1);
  });
});
