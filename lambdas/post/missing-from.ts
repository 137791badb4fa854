import type { CrosswalkKind, PlantCode } from '../../events/crosswalk-kinds.ts';
import type { EventRecord } from '../ledger/records.ts';
import { codesOf } from './posting-of.ts';

/** Refusals that an entry in the crosswalk may put right, and of which kind. */
const kindOf: Readonly<Record<string, CrosswalkKind>> = {
  'unknown-item': 'item',
  'unknown-location': 'location',
  'unknown-work-center': 'work-center',
  'unknown-scrap-reason': 'scrap-reason',
  'unknown-partner': 'partner',
};

/**
 * The code of the plant's that Odoo's refusal points at. None when the field it points at is not one that the
 * crosswalk is asked about: an order's operation is refused as an unknown work centre too, and has no alias.
 */
export const missingFrom = (
  { code: refusal, pointer }: { code: string; pointer: string },
  record: Pick<EventRecord, 'event'>,
): { missing?: PlantCode[] } => {
  const kind = Object.hasOwn(kindOf, refusal) ? kindOf[refusal] : undefined;
  const code = valueAt(record.event, pointer);
  const asked = kind && codesOf(record).find((one) => one.kind === kind && one.code === code);
  return asked ? { missing: [asked] } : {};
};

/** RFC 6901; undefined where the pointer leads nowhere. */
const valueAt = (document: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (value, step) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, step)
          ? (value as Record<string, unknown>)[step]
          : undefined,
      document,
    );
