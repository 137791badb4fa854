import { isNamedBy, type PartnerAccess } from './partner-access.ts';

/** What decides who is told a message: its plant and name, and the partner or supplier it is about. */
export interface Receivable {
  plant: string;
  name: string;
  partner?: string;
  supplier?: string;
}

/** Whether a partner is told a message: by its feed, its webhook or an answer, and by nothing else. */
export const mayReceive = (
  access: Pick<PartnerAccess, 'partner' | 'plants' | 'reads' | 'receives' | 'suppliers'>,
  message: Receivable,
): boolean =>
  access.plants.includes(message.plant) &&
  isNamedBy(access.receives, message.name) &&
  (access.reads === 'plant' ||
    message.partner === access.partner ||
    (message.supplier !== undefined && access.suppliers.includes(message.supplier)));
