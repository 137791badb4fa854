import { BOOKING_REMEDIES, bookingRules } from './bookings.ts';
import { completes, MOVE_REMEDIES, moveRules } from './completed-moves.ts';
import { moduleOf } from './functions.ts';
import type { Place, SourceFile } from './scopes.ts';
import { STOCK_WRITE_REMEDIES, stockWriteRules } from './stock-writes.ts';

const REMEDIES = { ...MOVE_REMEDIES, ...BOOKING_REMEDIES, ...STOCK_WRITE_REMEDIES };

export type StockRule = keyof typeof REMEDIES;
export const stockRules = Object.keys(REMEDIES) as StockRule[];

export interface StockOffence extends Place {
  rule: StockRule;
  message: string;
  remedy: string;
}

/**
 * Where these files would change stock without asking the verdict that stands about its lot. They are read together,
 * since a function of one file dates what another completes.
 */
export function stockOffences(files: readonly SourceFile[]): StockOffence[] {
  const offences = new Map<string, StockOffence>();
  const report = (rule: StockRule, { file, at }: Place, message: string): void => {
    // Several ways may lead to one place.
    const key = `${rule} ${file.path} ${at}`;
    if (!offences.has(key)) offences.set(key, { file, at, rule, message, remedy: REMEDIES[rule] });
  };
  const module = moduleOf(files);
  moveRules(module, report);
  bookingRules(module, (call) => completes(module, call), report);
  stockWriteRules(module, report);
  return [...offences.values()].sort((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.at - b.at);
}
