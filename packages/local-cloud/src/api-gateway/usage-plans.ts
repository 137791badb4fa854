import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { KeyValueStore } from '../storage.ts';
import type { Deployment } from '../template/deployment.ts';
import { flag, number, propertySchema, readProperties } from '../template/resource.ts';

const apiKeyProperties = propertySchema(
  { Name: z.string().optional(), Value: z.string().optional(), Enabled: flag.default(true) },
  ['CustomerId', 'Description', 'GenerateDistinctId', 'StageKeys', 'Tags'],
);

const usagePlanProperties = propertySchema(
  {
    Throttle: z.strictObject({ RateLimit: number, BurstLimit: number }).optional(),
    Quota: z.strictObject({ Limit: number, Period: z.enum(['DAY', 'WEEK', 'MONTH']) }).optional(),
  },
  ['ApiStages', 'Description', 'Tags', 'UsagePlanName'],
);

const usagePlanKeyProperties = propertySchema({
  KeyId: z.string(),
  KeyType: z.literal('API_KEY'),
  UsagePlanId: z.string(),
});

export interface ApiKey {
  /** the value of Ref; the same at every start */
  id: string;
  name: string;
  value: string;
}

interface Plan {
  bucket: TokenBucket | undefined;
  quota: { limit: number; period: 'DAY' | 'WEEK' | 'MONTH' } | undefined;
}

export type KeyVerdict = { key: ApiKey } | { refused: 'INVALID_API_KEY' | 'THROTTLED' | 'QUOTA_EXCEEDED' };

/** calls counted for a quota */
export interface Usage {
  period: string;
  count: number;
}

export interface ApiKeyStores {
  values: KeyValueStore<string>;
  used: KeyValueStore<Usage>;
}

/** API keys and usage plans. Throttle and quota are counted per key. */
export class ApiKeys {
  readonly #clock: Clock;
  readonly #stores: ApiKeyStores;
  readonly #keys = new Map<string, { key: ApiKey; plan: Plan | undefined }>();

  constructor(deployment: Deployment, clock: Clock, stores: ApiKeyStores) {
    this.#clock = clock;
    this.#stores = stores;
    const planOf = new Map(
      deployment.all('AWS::ApiGateway::UsagePlanKey').map((resource) => {
        const { KeyId, UsagePlanId } = readProperties(usagePlanKeyProperties, resource);
        return [KeyId, UsagePlanId];
      }),
    );
    const plans = deployment.all('AWS::ApiGateway::UsagePlan');
    for (const resource of deployment.all('AWS::ApiGateway::ApiKey')) {
      const { Value, Enabled } = readProperties(apiKeyProperties, resource);
      if (!Enabled) continue;
      const value = Value ?? stores.values.once(resource.ref, () => randomBytes(30).toString('base64url'));
      const plan = plans.find(({ ref }) => ref === planOf.get(resource.ref));
      const key = { id: resource.ref, name: resource.name, value };
      this.#keys.set(value, { key, plan: plan && this.#planFor(readProperties(usagePlanProperties, plan)) });
    }
  }

  list(): ApiKey[] {
    return [...this.#keys.values()].map(({ key }) => key);
  }

  /** Checks key, throttle and quota of a call. A key without a usage plan is refused. */
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
    const used = this.#stores.used.get(id);
    const count = used?.period === period ? used.count : 0;
    if (count >= quota.limit) return false;
    this.#stores.used.put(id, { period, count: count + 1 });
    return true;
  }
}

/** The current period in UTC: the day, the Sunday that starts the week, or the month. */
function periodOf(now: number, period: 'DAY' | 'WEEK' | 'MONTH'): string {
  const date = new Date(now);
  if (period === 'WEEK') date.setUTCDate(date.getUTCDate() - date.getUTCDay());
  return date.toISOString().slice(0, period === 'MONTH' ? 7 : 10);
}

/** Throttling by rate per second and burst. */
export class TokenBucket {
  readonly #clock: Clock;
  readonly #rate: number;
  readonly #burst: number;
  #tokens: number;
  #filledAt: number;

  constructor(clock: Clock, limits: { rate: number; burst: number }) {
    this.#clock = clock;
    this.#rate = limits.rate;
    this.#burst = limits.burst;
    this.#tokens = limits.burst;
    this.#filledAt = clock.now();
  }

  take(): boolean {
    const now = this.#clock.now();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#filledAt) / 1000) * this.#rate);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
