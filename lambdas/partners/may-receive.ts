import type { Message } from '../outbound/feed.ts';
import { isNamedBy, type PartnerAccess } from './partner-access.ts';

/** Whether a partner is told a message: by its feed, its webhook or an answer, and by nothing else. */
export const mayReceive = (
  access: Pick<PartnerAccess, 'partner' | 'plants' | 'reads' | 'receives' | 'suppliers'>,
  message: Pick<Message, 'plant' | 'name' | 'partner' | 'supplier'>,
): boolean =>
  access.plants.includes(message.plant) &&
  isNamedBy(access.receives, message.name) &&
  (access.reads === 'plant' ||
    message.partner === access.partner ||
    (message.supplier !== undefined && access.suppliers.includes(message.supplier)));
