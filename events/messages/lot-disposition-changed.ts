import * as z from 'zod';
import { defineMessage } from '../define-message.ts';
import { lotAfterEvent, sampleEvent, sampleKey, text } from './of-events.ts';
import { moment, plant } from './said.ts';

export const lotDispositionChanged = defineMessage({
  name: 'lot.disposition-changed',
  version: 1,
  summary: 'An event held a lot, released it, or judged it',
  isa95: 'MaterialLot Disposition',
  subject: 'lot',
  data: z.object({
    plant,
    ...lotAfterEvent,
    because: z.object({
      eventKey: text,
      id: text,
      source: text,
      type: text,
      time: moment,
      subject: text,
      partner: text,
    }),
  }),
  sample: {
    plant: 'oslo',
    item: 'YOGHURT-NATURAL',
    lot: 'IF261124-94',
    unit: 'KGM',
    moved: -120,
    held: 0,
    verdict: 'released',
    verdictAt: '2026-11-24T08:15:00Z',
    decides: true,
    because: {
      eventKey: sampleKey,
      ...sampleEvent,
      type: 'com.odoo-plant-gateway.lot.released.v1',
      source: '/plants/oslo/lab',
      subject: 'IF261124-94',
      time: '2026-11-24T09:15:00+01:00',
      partner: 'oslo-lab',
    },
  },
});
