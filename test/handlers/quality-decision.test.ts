import { describe, expect, it } from 'vitest';
import { decide } from '../../lambdas/quality/decision.ts';
import { type LotState, lotState } from '../../lambdas/quality/lot-state.ts';
import type { HoldRecord } from '../../lambdas/quality/registry.ts';
import { lotHash } from '../../lambdas/store/audit-trail.ts';

const hour = 3600;
const moment = (hours: number) => new Date(Date.parse('2026-11-23T12:00:00Z') + hours * hour * 1000);
const time = (hours: number) => moment(hours).toISOString();
const lot = { plant: 'oslo', item: 'YOGHURT', lot: 'Y-1' };
const hash = lotHash(lot);
const patience = { remindAfterHours: 8, verdictWithinHours: 24, escalateEveryHours: 12 };

type Word = LotState['deciding'];
const said = (verdict: 'pass' | 'fail' | 'held' | 'released', at: number, own = false): Word => ({
  verdict,
  at: time(at),
  eventKey: 'k1',
  own,
});

interface Case {
  held?: number;
  covered?: number;
  deciding?: Word;
  expires?: number;
  now?: number;
  record?: Partial<HoldRecord>;
}

const decideOn = ({ held = 10, covered = 0, deciding, expires, now = 1, record = {} }: Case) =>
  decide(
    {
      held,
      covered,
      ...(deciding && { deciding }),
      ...(expires !== undefined && { expires: time(expires) }),
    },
    {
      ...lot,
      state: 'open',
      round: 1,
      openedAt: time(0),
      signal: 1,
      heldSince: time(0),
      done: [],
      version: 'v',
      ...record,
    },
    patience,
    moment(now),
  );

const release = `release-${hash}-k1`;
const raise = `raise-${hash}-k1`;
const month = 30 * 24 * hour;

describe('what is next for a lot in quality hold', () => {
  it.each<[string, Case, object]>([
    ['nothing of it is held', { held: 0 }, { next: 'close' }],
    ['nothing is left after a pass', { held: 0, deciding: said('pass', 1) }, { next: 'close' }],
    [
      'it passed and covers some of it',
      { covered: 4, deciding: said('pass', 1) },
      { next: 'release', own: { kind: 'release', id: release, time: time(1) } },
    ],
    [
      'the gateway let it out, and more was booked late',
      { covered: 4, deciding: said('released', 1, true) },
      { next: 'release', own: { id: release, time: time(1) } },
    ],
    [
      'an owner let it out, and more was booked late',
      { covered: 4, deciding: said('released', -1) },
      { next: 'wait', heartbeatSeconds: 7 * hour },
    ],
    [
      'the release was booked, and Odoo says the same as before',
      { covered: 4, deciding: said('pass', 1), record: { done: [release] } },
      { next: 'wait', heartbeatSeconds: month },
    ],
    [
      'it passed, and covers nothing: people put it there',
      { deciding: said('pass', 1) },
      { next: 'wait', heartbeatSeconds: month },
    ],
    [
      'it passed, and has expired since',
      { covered: 4, deciding: said('pass', 0), expires: 0.5 },
      { next: 'raise', own: { kind: 'raise', title: 'The lot expired while it was held' } },
    ],
    [
      'it passed, has expired, and that was raised',
      {
        covered: 4,
        deciding: said('pass', 0),
        expires: 0,
        record: { done: [`raise-${hash}-expired-20261123120000000`] },
      },
      { next: 'wait', heartbeatSeconds: month },
    ],
    ['it failed', { deciding: said('fail', 1) }, { next: 'raise', own: { id: raise, time: time(1) } }],
    ['it failed and nothing of it is held', { held: 0, deciding: said('fail', 1) }, { next: 'raise' }],
    [
      'it failed, nothing is held and it was raised',
      { held: 0, deciding: said('fail', 1), record: { done: [raise] } },
      { next: 'close' },
    ],
    [
      'it failed and was raised',
      { deciding: said('fail', 1), record: { done: [raise] } },
      { next: 'wait', heartbeatSeconds: month },
    ],
    [
      'nobody has said anything yet',
      { now: 1 },
      { next: 'wait', secondsLeft: 23 * hour + 1, heartbeatSeconds: 7 * hour },
    ],
    ['nobody has said anything for eight hours', { now: 8 }, { next: 'late', late: { remind: time(0) } }],
    [
      'the laboratory was reminded',
      { now: 8, record: { remindedOf: time(0) } },
      { next: 'wait', heartbeatSeconds: 16 * hour },
    ],
    [
      'the laboratory is at it',
      { now: 9, record: { lastWordAt: time(6) } },
      { next: 'wait', heartbeatSeconds: 5 * hour },
    ],
    [
      'the laboratory has been at it for too long',
      { now: 14, record: { lastWordAt: time(6), remindedOf: time(0) } },
      { next: 'late', late: { remind: time(6) } },
    ],
    [
      'the deadline has come',
      { now: 24, record: { remindedOf: time(0) } },
      { next: 'late', late: { escalate: time(24) } },
    ],
    [
      'the person on call was told',
      { now: 24, record: { remindedOf: time(0), escalatedAt: time(24) } },
      { next: 'wait', secondsLeft: 12 * hour + 1, heartbeatSeconds: 12 * hour },
    ],
    [
      'several escalations were missed: the last one counts',
      { now: 61, record: { remindedOf: time(0), escalatedAt: time(24) } },
      { next: 'late', late: { escalate: time(60) } },
    ],
    [
      'it is put on hold: from then',
      { now: 30, deciding: said('held', 29) },
      { next: 'wait', heartbeatSeconds: 7 * hour },
    ],
    [
      'goods came after it passed',
      { now: 11, deciding: said('pass', 1), record: { heldSince: time(2) } },
      { next: 'late', late: { remind: time(2) } },
    ],
    [
      'it expires before anything else is due',
      { expires: 3 },
      { next: 'wait', secondsLeft: 2 * hour + 1, heartbeatSeconds: 2 * hour },
    ],
    ['it has waited for half a year', { now: 181 * 24, deciding: said('pass', 1) }, { next: 'renew' }],
  ])('when %s', (_, given, expected) => {
    expect(decideOn(given)).toMatchObject(expected);
  });

  it('is never a release without a pass, however long it takes', () => {
    for (const verdict of [undefined, 'fail', 'held', 'released'] as const)
      for (const now of [1, 8, 24, 1000, 5000]) {
        const deciding = verdict && said(verdict, 0);
        expect(decideOn({ covered: 10, now, deciding }).next).not.toBe('release');
      }
  });

  it('waits in whole seconds, with a heartbeat below the limit, as AWS asks for', () => {
    for (let now = 0; now < 100; now += 0.377) {
      const { secondsLeft, heartbeatSeconds } = decideOn({ now, expires: 50 });
      expect(Number.isInteger(secondsLeft) && Number.isInteger(heartbeatSeconds)).toBe(true);
      expect(heartbeatSeconds).toBeGreaterThan(0);
      expect(heartbeatSeconds).toBeLessThan(secondsLeft);
    }
  });
});

describe('Odoo’s answer about the state of a lot', () => {
  it('is understood only when a verdict comes with its time and its event', () => {
    const state = { held: 1, covered: 0, verdict: 'pass' };
    expect(lotState.safeParse(state).success).toBe(false);
    expect(
      lotState.parse({ ...state, verdict_at: '2026-11-23 12:00:00', verdict_event: 'k' }).verdict_at,
    ).toBe('2026-11-23T12:00:00Z');
  });
});
