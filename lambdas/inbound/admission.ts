import { ownersOf, type PlantProfile } from '../../configuration/plant.ts';
import { reportedStatus } from '../../events/define-event.ts';
import { type CloudEvent, originOf } from '../../events/envelope.ts';
import { type Quantity, quantity } from '../../events/fields.ts';
import { type Finding, pointerTo } from '../../events/findings.ts';
import type { ParsedEvent } from '../../events/parse-event.ts';
import { maySendType, type PartnerAccess } from '../access/partner-access.ts';

/** Why an event is rejected: 403 when the partner has no right to send it, 422 when the event itself is wrong. */
export interface AdmissionRefusal {
  status: 403 | 422;
  findings: Finding[];
}

const forbid = (pointer: string, rule: string, detail: string): AdmissionRefusal => ({
  status: 403,
  findings: [{ pointer, rule, detail }],
});

/** The refusal when the partner may not send for this plant, system or event type, or its system does not own the object. */
export const refusalByRights = (
  { event, definition }: ParsedEvent,
  access: PartnerAccess,
  profile: PlantProfile | undefined,
): AdmissionRefusal | undefined => {
  const { plant, system } = originOf(event);
  if (!profile || !access.plants.includes(plant))
    return forbid('/source', 'plant-not-allowed', 'names a plant that this key may not speak for');
  if (!access.systems.includes(system))
    return forbid('/source', 'system-not-allowed', 'names a system that this key may not speak for');
  if (!maySendType(access, definition.name))
    return forbid('/type', 'type-not-allowed', 'is not an event type this key may send');
  const status = reportedStatus(definition);
  const owners = ownersOf(profile, definition.owner, status);
  if (!owners.includes(system))
    return forbid(
      '/source',
      'not-the-owner',
      `${system} is not the system of record for ${definition.owner} (${status}) in ${plant}; ${owners.join(', ') || 'nobody'} is`,
    );
  return undefined;
};

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

const timeFindings = (event: CloudEvent, profile: PlantProfile, now: Date): Finding[] => {
  const age = now.getTime() - Date.parse(event.time);
  if (-age > profile.clockToleranceSeconds * 1000)
    return [
      {
        pointer: '/time',
        rule: 'not-in-the-future',
        detail: `must be at most ${profile.clockToleranceSeconds} s ahead of the gateway's clock`,
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
