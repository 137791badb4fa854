import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bookPostings } from '../../lambdas/odoo/ports.ts';
import { type FakeOdoo, type FakeOdooOptions, startFakeOdoo } from '../../local/fake-odoo/index.ts';
import { book, clientOf, made, openFakeOdoo, posting } from './fake-odoo-order.ts';

let odoo: FakeOdoo;
const open = async (options: FakeOdooOptions = {}): Promise<void> => {
  odoo = await openFakeOdoo(options);
};
afterEach(() => odoo.stop());

describe('faults', () => {
  it.each(['reset', 'bad-gateway'] as const)('loses an answer after the commit (%s)', async (how) => {
    await open();
    odoo.faults.next({ kind: 'lose-answer', how });
    expect(await book(odoo, posting('a1'))).toMatchObject({
      ok: false,
      kind: 'transient',
      outcome: 'unknown',
    });
    expect(made(odoo)).toBe(10);
    expect(await book(odoo, posting('a1'))).toMatchObject({ ok: true, rows: [{ result: 'duplicate' }] });
    expect(made(odoo)).toBe(10);
  });

  it('loses a request before anything is done', async () => {
    await open();
    odoo.faults.next({ kind: 'lose-request' });
    expect(await book(odoo, posting('a1'))).toMatchObject({ ok: false, kind: 'transient' });
    expect(made(odoo)).toBe(0);
  });

  it('rolls the whole call back when it dies in the middle', async () => {
    await open();
    for (const afterEvents of [0, 1, 2]) {
      odoo.faults.next({ kind: 'crash', afterEvents });
      expect(await book(odoo, posting('a1'), posting('a2'))).toMatchObject({ ok: false, kind: 'transient' });
      expect([made(odoo), odoo.inspect.idempotencyRecords([posting('a1').event])]).toEqual([0, []]);
    }
    expect(await book(odoo, posting('a1'), posting('a2'))).toMatchObject({ ok: true });
    expect(made(odoo)).toBe(20);
  });

  it.each([
    ['unauthorized', 'broken', 'bad-key'],
    ['too-many-requests', 'transient', 'too-many-requests'],
    ['bad-gateway', 'transient', 'gateway-error'],
    ['unavailable', 'transient', 'gateway-error'],
    ['html', 'transient', 'not-odoo'],
    ['serialization-failure', 'transient', 'serialization-failure'],
  ] as const)('answers %s until it is lifted', async (kind, expected, code) => {
    await open();
    odoo.faults.always({ kind: 'answer', with: kind });
    expect(await book(odoo, posting('a1'))).toMatchObject({ ok: false, kind: expected, code });
    odoo.faults.always(undefined);
    expect(await book(odoo, posting('a1'))).toMatchObject({ ok: true });
  });

  it('holds an answer back until it is let go', async () => {
    await open();
    const gate = Promise.withResolvers<void>();
    odoo.faults.next({ kind: 'hold', until: gate.promise });
    const booking = book(odoo, posting('a1'));
    await vi.waitFor(() => expect(odoo.traffic.postings).toBe(1));
    expect(made(odoo)).toBe(0);
    gate.resolve();
    expect(await booking).toMatchObject({ ok: true });
  });

  it('scatters faults over calls the same way for the same seed', async () => {
    await open();
    const lost = async (seed: number) => {
      odoo.faults.some(0.5, { kind: 'lose-request' }, seed);
      const client = clientOf(odoo);
      const answers: boolean[] = [];
      for (let call = 0; call < 12; call += 1) answers.push((await bookPostings(client, [posting('a1')])).ok);
      return answers;
    };
    const first = await lost(7);
    expect(new Set(first)).toEqual(new Set([true, false]));
    expect(await lost(7)).toEqual(first);
  });
});

describe('a fake Odoo that stops', () => {
  it('refuses connections while it is down, and is back at the same address with its books', async () => {
    await open();
    await book(odoo, posting('a1'));
    await odoo.down();
    expect(await book(odoo, posting('a2'))).toMatchObject({ ok: false, kind: 'transient' });
    await odoo.up();
    expect(await book(odoo, posting('a1'), posting('a2'))).toMatchObject({
      ok: true,
      rows: [{ result: 'duplicate' }, { result: 'posted' }],
    });
  });

  it('keeps its books in a folder over a restart', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'fake-odoo-'));
    await open({ dataDir });
    await book(odoo, posting('a1'));
    await odoo.stop();
    await open({ dataDir });
    expect(await book(odoo, posting('a1'))).toMatchObject({ ok: true, rows: [{ result: 'duplicate' }] });
    expect(made(odoo)).toBe(10);
    rmSync(dataDir, { recursive: true });
  });

  it('says so when its folder was written by another version', async () => {
    await open();
    const dataDir = mkdtempSync(join(tmpdir(), 'fake-odoo-'));
    const foreign = new DatabaseSync(join(dataDir, 'fake-odoo.sqlite'));
    foreign.exec('CREATE TABLE something (id INTEGER); PRAGMA user_version = 99;');
    foreign.close();
    await expect(startFakeOdoo({ dataDir })).rejects.toThrow('delete that folder');
    rmSync(dataDir, { recursive: true });
  });
});
