import type { LogLine } from '@odoo-plant-gateway/local-cloud';
import type { GatewayUnderTest } from './gateway.ts';

/** Counts the log lines of a gateway from now on, by their codes, until it is stopped. */
export function countCodes({ cloud }: Pick<GatewayUnderTest, 'cloud'>) {
  const counted = new Map<string, number>();
  const stop = cloud.onLog(({ record }: LogLine) => {
    const code = String(record?.message);
    counted.set(code, (counted.get(code) ?? 0) + 1);
  });
  return { stop, counted, count: (code: string) => counted.get(code) ?? 0 };
}
