import { describe, expect, it } from 'vitest';
import type { CommandAnswer } from '../../lambdas/operations/commands.ts';
import { countOutcome } from '../../scripts/operate/count-outcome.ts';
import { operateInShell } from './operate-in-shell.ts';

const eventKey = 'a'.repeat(32);
const shown = (status: string, more: object = {}): CommandAnswer => ({
  ok: true,
  said: status,
  result: { eventKey, status, ...more },
});
const document = { model: 'stock.quant', id: 7, name: 'Count 7' };
const reason = { code: 'unknown-location', message: 'no location WH/Shelf 3' };

describe('what became of an approved count', () => {
  /** Each look gets the next of these answers, and the last again. */
  const outcome = async (answers: CommandAnswer[], env?: string) => {
    let looks = 0;
    let waited = 0;
    const answer = await countOutcome(eventKey, {
      env,
      invoke: async () => answers[Math.min(looks++, answers.length - 1)] as CommandAnswer,
      wait: async (milliseconds) => {
        waited += milliseconds;
      },
    });
    return { ...answer, looks, waited };
  };

  it('is booked, as soon as Odoo has booked it', async () => {
    const warnings = ['the day is closed'];
    const answers = [shown('accepted'), shown('posting'), shown('posted', { document, warnings })];
    expect(await outcome(answers)).toMatchObject({
      ok: true,
      said: "posted: Odoo's stock is corrected, by Count 7\nthe day is closed",
      looks: 3,
    });
  });

  it('is refused, for Odoo’s reason', async () => {
    expect(await outcome([shown('posting'), shown('quarantined', { reason })], 'prod')).toMatchObject({
      ok: false,
      said: `refused, Odoo's stock is as it was: unknown-location: no location WH/Shelf 3
decide: npm run operate -- --env prod retry ${eventKey} (or skip)`,
    });
  });

  it('was skipped', async () => {
    expect(await outcome([shown('skipped')])).toMatchObject({
      ok: false,
      said: expect.stringContaining('skipped by an operator'),
    });
  });

  it('still waits after a minute, and can be looked at again', async () => {
    expect(await outcome([shown('parked')])).toMatchObject({
      ok: false,
      said: `not booked after 60 s: the count is parked. Look again: npm run operate -- show ${eventKey}`,
      waited: 60_000,
    });
  });
});

describe('approve in a shell', () => {
  const approval = { by: 'ola', at: '2026-11-30T08:00:00Z', note: 'n', eventKey };
  const approved = { ok: true, said: `approved by ola; the count is event ${eventKey}`, result: approval };
  const words = ['--env', 'dev', 'approve', 'oslo', 'r1', 'l1', '--note', 'recounted'];
  const shell = operateInShell();

  it.each([
    ['quarantined', 1, 'refused'],
    ['posted', 0, 'posted'],
  ])('says what Odoo did, and ends accordingly: %s', async (status, code, said) => {
    shell.answer = ({ command }) => (command === 'approve' ? approved : shown(status, { document, reason }));
    const ended = await shell.operate(words);
    expect(ended.code).toBe(code);
    expect(ended.out).toContain(`approved by ola; the count is event ${eventKey}\n${said}`);
  });

  it('waits for nothing where the approval itself is refused', async () => {
    shell.answer = () => ({ ok: false, said: 'no such line in report r1' });
    expect(await shell.operate(words)).toEqual({ code: 1, out: 'no such line in report r1\n' });
    expect(shell.calls.filter(({ service }) => service === 'lambda')).toHaveLength(1);
  });

  it('says both in one JSON', async () => {
    shell.answer = ({ command }) => (command === 'approve' ? approved : shown('posted', { document }));
    const { out } = await shell.operate([...words, '--json']);
    expect(JSON.parse(out)).toMatchObject({ ok: true, result: approval, outcome: { ok: true } });
  });
});
