import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Shelf } from '../storage.ts';
import type { Deployment } from '../template/deployment.ts';
import { read } from '../template/properties.ts';
import { apiKeyProperties, usagePlanKeyProperties, usagePlanProperties } from './properties.ts';
import { TokenBucket } from './token-bucket.ts';

export interface ApiKey {
  /** what Ref gives: the same at every start */
  id: string;
  name: string;
  value: string;
}

interface Plan {
  bucket: TokenBucket | undefined;
  quota: { limit: number; period: 'DAY' | 'WEEK' | 'MONTH' } | undefined;
}

export type KeyVerdict = { key: ApiKey } | { refused: 'INVALID_API_KEY' | 'THROTTLED' | 'QUOTA_EXCEEDED' };

/** calls counted against a quota */
export interface Usage {
  period: string;
  count: number;
}

export interface ApiKeyShelves {
  values: Shelf<string>;
  used: Shelf<Usage>;
}

/** API keys and the usage plans they belong to: throttle and quota count per key. */
export class ApiKeys {
  readonly #clock: Clock;
  readonly #shelves: ApiKeyShelves;
  readonly #keys = new Map<string, { key: ApiKey; plan: Plan | undefined }>();

  constructor(deployment: Deployment, clock: Clock, shelves: ApiKeyShelves) {
    this.#clock = clock;
    this.#shelves = shelves;
    const planOf = new Map(
      deployment.all('AWS::ApiGateway::UsagePlanKey').map((resource) => {
        const { KeyId, UsagePlanId } = read(usagePlanKeyProperties, resource);
        return [KeyId, UsagePlanId];
      }),
    );
    const plans = deployment.all('AWS::ApiGateway::UsagePlan');
    for (const resource of deployment.all('AWS::ApiGateway::ApiKey')) {
      const { Value, Enabled } = read(apiKeyProperties, resource);
      if (!Enabled) continue;
      const value = Value ?? shelves.values.once(resource.ref, () => randomBytes(30).toString('base64url'));
      const plan = plans.find(({ ref }) => ref === planOf.get(resource.ref));
      const key = { id: resource.ref, name: resource.name, value };
      this.#keys.set(value, { key, plan: plan && this.#planFor(read(usagePlanProperties, plan)) });
    }
  }

  list(): ApiKey[] {
    return [...this.#keys.values()].map(({ key }) => key);
  }

  /** Lets a call by this key in, or says why not. A key without a usage plan opens nothing. */
  admit(value: string | undefined): KeyVerdict {
    const found = this.#keys.get(value ?? '');
    if (!found?.plan) return { refused: 'INVALID_API_KEY' };
    const { key, plan } = found;
    if (plan.bucket && !plan.bucket.take()) return { refused: 'THROTTLED' };
    if (plan.quota && !this.#count(key.id, plan.quota)) return { refused: 'QUOTA_EXCEEDED' };
    return { key };
  }

  #planFor({ Throttle, Quota }: ReturnType<typeof usagePlanProperties.parse>): Plan {
    return {
      bucket:
        Throttle && new TokenBucket(this.#clock, { rate: Throttle.RateLimit, burst: Throttle.BurstLimit }),
      quota: Quota && { limit: Quota.Limit, period: Quota.Period },
    };
  }

  #count(id: string, quota: NonNullable<Plan['quota']>): boolean {
    const period = periodOf(this.#clock.now(), quota.period);
    const used = this.#shelves.used.get(id);
    const count = used?.period === period ? used.count : 0;
    if (count >= quota.limit) return false;
    this.#shelves.used.put(id, { period, count: count + 1 });
    return true;
  }
}

/** The day, the Sunday that starts the week, or the month; all in UTC. */
function periodOf(now: number, period: 'DAY' | 'WEEK' | 'MONTH'): string {
  const date = new Date(now);
  if (period === 'WEEK') date.setUTCDate(date.getUTCDate() - date.getUTCDay());
  return date.toISOString().slice(0, period === 'MONTH' ? 7 : 10);
}
