import { describe, expect, it } from 'vitest';
import type { EventKey } from '../../events/envelope.ts';
import { gatewayPartner } from '../../lambdas/posting/accept-once.ts';
import type { ItemBooks } from '../../lambdas/reconciliation/odoo-books.ts';
import type { ReconciliationLine } from '../../lambdas/reconciliation/reports.ts';
import { issue, noon } from '../fakes/events.ts';
import { Spine } from '../fakes/spine.ts';

const asOf = new Date(noon.getTime() - 3_600_000).toISOString();

const line = (more: Partial<Extract<ReconciliationLine, { kind: 'stock' }>> = {}): ReconciliationLine => ({
  kind: 'stock',
  line: 'abc123',
  item: 'MILK',
  lot: 'M-77',
  location: 'OSL/Stock',
  plant: 40,
  odoo: 50,
  difference: -10,
  unit: 'KGM',
  tolerance: 0,
  beyond: true,
  causes: [{ cause: 'unexplained', share: -10, evidence: {} }],
  ...more,
});

const books = (quantity: number, more: Partial<ItemBooks> = {}): ItemBooks => ({
  id: 1,
  item: 'MILK',
  uom: 'uom.product_uom_kgm',
  tracking: 'lot',
  quants: [{ lot: 'M-77', location: 'OSL/Stock', quantity }],
  since: [],
  issued: [],
  ...more,
});

/** An Odoo that knows one item, in its place. */
const answers = (lies: ItemBooks): Record<string, object> => ({
  'reconcile.items': {
    items: { MILK: { item: 'MILK', uom: 'uom.product_uom_kgm', tracking: 'lot' } },
    locations: { 'OSL/Stock': 'OSL/Stock' },
    units: [{ uom: 'uom.product_uom_kgm', root: 1, factor: 1 }],
    digits: 2,
  },
  'reconcile.orders': { orders: {}, deliveries: {}, booked: [] },
  'reconcile.balances': { items: [lies], booked: [] },
});

const withReport = async (lines: ReconciliationLine[], lies: ItemBooks = books(50)) => {
  const spine = new Spine();
  const known = answers(lies);
  spine.questions = { ask: async ({ question }) => ({ ok: true, answer: known[question] ?? {} }) };
  await spine.reports.keep(
    {
      plant: 'oslo',
      id: 'r 1',
      at: noon.toISOString(),
      snapshots: { stock: { snapshot: 'S', asOf }, days: [] },
      counts: { compared: 3, differing: 1, beyond: 1, unexplained: 1 },
    },
    lines,
  );
  const approve = (by = 'ola', note = 'recounted twice') =>
    spine.operate({
      command: 'approve',
      plant: 'oslo',
      report: 'r 1',
      line: 'abc123',
      by,
      note,
      requestId: crypto.randomUUID(),
    });
  return { spine, approve };
};

const counted = async (spine: Spine) => (await spine.eventStore.events('oslo', { limit: 10 })).events;

describe('approving a correction', () => {
  it('sends a count of the gateway’s own as of the snapshot, with who approved it and why', async () => {
    const { spine, approve } = await withReport([line()]);
    expect(await approve()).toMatchObject({ ok: true });
    const [event, ...more] = await counted(spine);
    expect(more).toEqual([]);
    expect(event).toMatchObject({ partner: gatewayPartner, status: 'accepted', orderingKey: 'stock/MILK' });
    expect(event?.event).toMatchObject({
      id: 'drift-r_1-abc123',
      source: '/plants/oslo/gateway',
      time: asOf,
      data: {
        item: 'MILK',
        lot: 'M-77',
        location: 'OSL/Stock',
        quantity: { value: 40, unit: 'KGM' },
        reason: 'Reconciliation r 1, approved by ola: recounted twice',
      },
    });
    await spine.drain();
    expect(spine.odoo.booked).toEqual([event?.eventKey]);
    const kept = await spine.reports.line('oslo', 'r 1', 'abc123');
    expect(kept?.approval).toMatchObject({ by: 'ola', note: 'recounted twice', eventKey: event?.eventKey });
  });

  it('sends it once, whoever approves again and however often', async () => {
    const { spine, approve } = await withReport([line()]);
    const answers = [await approve(), await approve('kari', 'me too'), await approve()];
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(answers[1]?.said).toContain('approved by ola');
    expect(await counted(spine)).toHaveLength(1);
  });

  it('sends the event in the end when its function died after the approval was entered', async () => {
    const { spine, approve } = await withReport([line()]);
    const eventKey = '0'.repeat(32) as EventKey;
    await spine.reports.approve('oslo', 'r 1', 'abc123', { by: 'kari', at: asOf, note: 'first', eventKey });
    expect(await approve()).toMatchObject({ ok: true });
    const [event] = await counted(spine);
    expect(event?.event.data).toMatchObject({ reason: 'Reconciliation r 1, approved by kari: first' });
  });

  it.each(['event-in-flight', 'event-parked', 'event-quarantined'] as const)(
    'is refused while %s explains a part of it: that would count twice',
    async (cause) => {
      const causes = [
        { cause, share: -4, evidence: {} },
        { cause: 'unexplained' as const, share: -6, evidence: {} },
      ];
      const { spine, approve } = await withReport([line({ causes })]);
      expect(await approve()).toMatchObject({ ok: false, said: expect.stringContaining(cause) });
      expect(await counted(spine)).toEqual([]);
    },
  );

  it('is refused when Odoo’s balance at that moment is another than it was', async () => {
    const { spine, approve } = await withReport([line()], books(47));
    expect(await approve()).toMatchObject({ ok: false, said: expect.stringContaining('now reads 47') });
    expect(await counted(spine)).toEqual([]);
    expect((await spine.reports.line('oslo', 'r 1', 'abc123'))?.approval).toBeUndefined();
  });

  it('goes on when goods moved after the moment: the count carries them forward', async () => {
    const since = [{ lot: 'M-77', location: 'OSL/Stock', change: -20, at: noon.toISOString() }];
    const { approve } = await withReport([line()], books(30, { since }));
    expect(await approve()).toMatchObject({ ok: true });
  });

  it('goes on when some was issued after the moment, and sees what moved beside it', async () => {
    const later = async (spine: Spine) => {
      const time = new Date(noon.getTime() - 60_000).toISOString();
      const [row] = await spine.accept([issue({ id: 'later', value: 12, time })]);
      expect(row?.status).toBe('accepted');
      await spine.drain();
    };
    const issued = [{ lot: 'M-77', location: 'OSL/Stock', quantity: 12 }];
    const { spine, approve } = await withReport([line()], books(50, { issued }));
    await later(spine);
    expect(await approve()).toMatchObject({ ok: true });
    const other = await withReport([line()], books(47, { issued }));
    await later(other.spine);
    expect(await other.approve()).toMatchObject({
      ok: false,
      said: expect.stringContaining('now reads 47'),
    });
  });

  it('is refused while Odoo cannot be asked', async () => {
    const { spine, approve } = await withReport([line()]);
    spine.questions = new Spine().questions;
    expect(await approve()).toMatchObject({ ok: false, said: expect.stringContaining('try again') });
  });

  it('is for balances only, in units that an event can name', async () => {
    const order: ReconciliationLine = {
      kind: 'order',
      line: 'abc123',
      order: 'OSL/MO/1',
      of: 'produced',
      plant: 1,
      odoo: 2,
      difference: -1,
      tolerance: 0,
      beyond: true,
      causes: [],
    };
    expect(await (await withReport([order])).approve()).toMatchObject({ ok: false });
    const { unit: _, ...odd } = line() as Extract<ReconciliationLine, { kind: 'stock' }>;
    expect(await (await withReport([{ ...odd, unitName: 'Crates' }])).approve()).toMatchObject({
      ok: false,
      said: expect.stringContaining('Crates'),
    });
  });

  it('needs a line that there is', async () => {
    const { spine } = await withReport([line()]);
    const ask = (report: string, name: string) => {
      const about = { command: 'approve', plant: 'oslo', report, line: name } as const;
      return spine.operate({ ...about, by: 'ola', note: 'x', requestId: crypto.randomUUID() });
    };
    expect(await ask('r 2', 'abc123')).toMatchObject({
      ok: false,
      said: expect.stringContaining('no such report'),
    });
    expect(await ask('r 1', 'none')).toMatchObject({ ok: false, said: 'no such line in report r 1' });
  });
});

describe('what differs', () => {
  it('is listed by report, and by line', async () => {
    const { spine } = await withReport([line()]);
    const list = await spine.operate({ command: 'drift', plant: 'oslo', limit: 50 });
    expect(list).toMatchObject({ ok: true, result: { reports: [{ id: 'r 1' }] } });
    const one = await spine.operate({ command: 'drift', plant: 'oslo', report: 'r 1', limit: 50 });
    expect(one).toMatchObject({ ok: true, said: '3 compared, 1 differ, 1 beyond tolerance' });
    expect(one.result).toMatchObject({ lines: [{ line: { line: 'abc123' } }] });
    expect(await spine.operate({ command: 'drift', plant: 'oslo', report: 'none', limit: 50 })).toMatchObject(
      {
        ok: false,
      },
    );
  });
});
