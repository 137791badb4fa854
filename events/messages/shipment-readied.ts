import * as z from 'zod';
import { defineMessage } from '../define-message.ts';
import { ofLot, text } from './of-events.ts';
import { plant } from './said.ts';

export const shipmentReadied = defineMessage({
  name: 'shipment.readied',
  version: 1,
  summary: 'A delivery became ready, as a lot of it was released',
  isa95: 'OperationsRequest (Inventory)',
  subject: 'name of the delivery in Odoo',
  data: z.object({
    plant,
    delivery: z.object({ id: z.int(), name: text }),
    origin: text.optional().meta({ description: 'sales order' }),
    customer: text.optional().meta({ description: 'reference of the customer' }),
    lots: z.array(z.object(ofLot)),
  }),
  sample: {
    plant: 'oslo',
    delivery: { id: 31, name: 'OSL/OUT/00012' },
    origin: 'S00042',
    customer: 'CORNER-SHOP',
    lots: [{ item: 'YOGHURT-NATURAL', lot: 'IF261124-94' }],
  },
});
