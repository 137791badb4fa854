import type { Desk, Document } from '../procedures.ts';
import { Refusal } from '../refusal.ts';

export function machineAt(desk: Desk, code: string): Document {
  const found = desk.books.one<{ id: number; name: string }>(
    'SELECT id, name FROM work_center WHERE code = ?',
    code,
  );
  if (found !== undefined) return { model: 'mrp.workcenter', ...found };
  throw new Refusal('unknown-work-center', `Odoo has no work centre with code ${code}`, '/data/machine');
}
