import { createHash } from 'node:crypto';
import type { UnitSaid } from '../odoo/units.ts';
import type { Cause } from './cells.ts';

interface Compared {
  /** names the line within its report: the same difference has the same name in every report */
  line: string;
  plant?: number | string;
  odoo?: number | string;
  difference?: number;
  tolerance: number;
  /** what no event under way explains is more than the tolerance */
  beyond: boolean;
  causes: (Omit<Cause, 'share'> & { share?: number })[];
}

export type Line = Compared &
  Partial<UnitSaid & Record<'unit' | 'unitName', string>> &
  (
    | { kind: 'stock'; item: string; lot?: string; location?: string }
    | { kind: 'order'; order: string; item?: string; of: 'status' | 'produced' | 'scrapped' }
    | { kind: 'sequence'; system: string }
    | { kind: 'total'; system: string; event: string; date: string }
  );

export const lineName = (...of: string[]): string =>
  createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 12);
