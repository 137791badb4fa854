import * as z from 'zod';
import { defineMessage } from '../define-message.ts';
import { ofLot } from './of-events.ts';
import { moment, plant } from './said.ts';

export const lotVerdictOverdue = defineMessage({
  name: 'lot.verdict-overdue',
  version: 1,
  summary: 'Goods are held without a verdict for too long, and stay held; the people on call were told',
  subject: 'lot',
  data: z.object({ plant, ...ofLot, dueAt: moment }),
  sample: {
    plant: 'oslo',
    item: 'YOGHURT-NATURAL',
    lot: 'IF261124-96',
    dueAt: '2026-11-24T18:00:00.000Z',
  },
});
