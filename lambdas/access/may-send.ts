import { ownersOf, type PlantProfile } from '../../configuration/plant.ts';
import { reportedStatus } from '../../events/define-event.ts';
import { originOf } from '../../events/envelope.ts';
import type { Finding } from '../../events/findings.ts';
import type { ParsedEvent } from '../../events/parse-event.ts';
import { maySendType, type PartnerAccess } from './partner-access.ts';

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
  if (definition.gatewayOnly || !maySendType(access, definition.name))
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
