import type { PlantProfile } from '../../configuration/plant.ts';
import type { CloudEvent } from '../../events/envelope.ts';
import { type Quantity, quantity } from '../../events/fields.ts';
import { type Finding, pointerTo } from '../../events/findings.ts';
import { letsGoods } from '../../events/lot-words.ts';
import type { ParsedEvent } from '../../events/parse-event.ts';
import type { AdmissionRefusal } from '../access/may-send.ts';

/** The refusal when a quantity is above the plant's ceiling, or the event's time is too old or in the future. */
export const refusalByPlausibility = (
  { event, definition }: Pick<ParsedEvent, 'event' | 'definition'>,
  profile: PlantProfile,
  now: Date,
): AdmissionRefusal | undefined => {
  // No ceiling for events that are not posted to Odoo: they carry balances or totals of a day, larger than one event.
  const findings = [
    ...(definition.posted === false ? [] : ceilingFindings(event, profile)),
    ...timeFindings(event, profile, now),
  ];
  return findings.length > 0 ? { status: 422, findings } : undefined;
};

const ceilingFindings = (event: CloudEvent, { ceilings }: PlantProfile): Finding[] =>
  quantitiesIn(event.data, '/data').flatMap(({ pointer, quantity }) => {
    const ceiling = ceilings[quantity.unit] ?? ceilings.default;
    return quantity.value > ceiling
      ? [
          {
            pointer: `${pointer}/value`,
            rule: 'ceiling',
            detail: `must be at most ${ceiling} ${quantity.unit}`,
          },
        ]
      : [];
  });

export interface FoundQuantity {
  pointer: string;
  quantity: Quantity;
}

/** Every quantity in an event's data, at any depth, so that a new event type needs no list of its quantities. */
export const quantitiesIn = (data: unknown, at: string): FoundQuantity[] => {
  if (typeof data !== 'object' || data === null) return [];
  const whole = quantity.safeParse(data);
  if (whole.success) return [{ pointer: at, quantity: whole.data }];
  return Object.entries(data).flatMap(([name, value]) => quantitiesIn(value, `${at}${pointerTo([name])}`));
};

const dayMs = 24 * 3600 * 1000;

/** A pass or a release covers what came until its time, so it may not be of a time that is still to come. */
const verdictToleranceSeconds = 5;

const timeFindings = (event: CloudEvent, profile: PlantProfile, now: Date): Finding[] => {
  const age = now.getTime() - Date.parse(event.time);
  const { clockToleranceSeconds } = profile;
  const tolerance = letsGoods(event)
    ? Math.min(clockToleranceSeconds, verdictToleranceSeconds)
    : clockToleranceSeconds;
  if (-age > tolerance * 1000)
    return [
      {
        pointer: '/time',
        rule: 'not-in-the-future',
        detail: `must be at most ${tolerance} s ahead of the gateway's clock`,
      },
    ];
  if (age > profile.replayWindowDays * dayMs)
    return [
      {
        pointer: '/time',
        rule: 'replay-window',
        detail: `must not be older than ${profile.replayWindowDays} days`,
      },
    ];
  return [];
};
