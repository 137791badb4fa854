import * as z from 'zod';
import { defineMessage } from '../define-message.ts';
import { ofLot } from './of-events.ts';
import { moment, plant } from './said.ts';

export const lotVerdictReminded = defineMessage({
  name: 'lot.verdict-reminded',
  version: 1,
  summary: 'Goods are held, and the laboratory has said nothing of the lot for as long as the plant gives it',
  subject: 'lot',
  data: z.object({ plant, ...ofLot, silentSince: moment }),
  sample: {
    plant: 'oslo',
    item: 'YOGHURT-NATURAL',
    lot: 'IF261124-96',
    silentSince: '2026-11-24T06:00:00.000Z',
  },
});
