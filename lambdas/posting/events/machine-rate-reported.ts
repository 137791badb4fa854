import { machineRateReported as event } from '../../../events/machine-rate-reported.ts';
import { odooTime } from '../../odoo/units.ts';
import { definePosting } from './define-posting.ts';

interface Rate {
  value: number;
  currency: string;
}

export interface MachineRateReported {
  /** code of a work centre */
  machine: string;
  machine_rate: Rate;
  energy_rate?: Rate;
  /** UTC, `YYYY-MM-DD HH:MM:SS` */
  valid_from: string;
}

export const machineRateReported = definePosting(
  event,
  (data, codes): MachineRateReported => ({
    machine: codes.workCenter(data.machine),
    machine_rate: data.machineRate,
    ...(data.energyRate && { energy_rate: data.energyRate }),
    valid_from: odooTime(data.validFrom),
  }),
);
