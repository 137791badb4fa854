import { describe, expect, it } from 'vitest';
import { auditLines, eventLines, runLines } from '../../scripts/operate/lines.ts';

describe('what operators read', () => {
  it('is a line for each event, with its type, and below it why it was refused', () => {
    const event = {
      eventKey: 'k1',
      status: 'quarantined',
      event: { type: 'com.odoo-plant-gateway.lot.held.v1' },
      orderingKey: 'lot/L/1',
      acceptedAt: '2026-11-23T12:00:01.123456Z',
      reason: { code: 'unknown-item', message: 'no such item', missing: [{ kind: 'item', code: 'X' }] },
    };
    expect(eventLines(event)).toEqual([
      'k1  quarantined  2026-11-23T12:00:01Z  lot.held                lot/L/1',
      '    unknown-item: no such item',
      '    missing: item X',
    ]);
    expect(eventLines({ ...event, status: 'parked' })).toHaveLength(1);
  });

  it('is a line for each fact of a lot, with amounts, who it was, and on what evidence', () => {
    const entry = {
      ...{ plant: 'oslo', item: 'I', lot: 'L', what: 'released' as const, system: 's', partner: 'oslo-lab' },
      ...{ person: 'qa.hansen', time: '2026-11-23T10:00:00Z', recordedAt: '2026-11-23T10:00:01.5Z' },
      evidence: { reason: 'second sample', certificate: 'https://x', use: 'rework' },
      quantities: { moved: -4, held: 6, unit: 'KGM' },
    };
    expect(auditLines(entry)).toEqual([
      '2026-11-23T10:00:00Z  oslo      released    -4, 6 KGM held then       oslo-lab qa.hansen',
      '    second sample; https://x; for rework',
    ]);
    const [line] = auditLines({ ...entry, tampered: true });
    expect(line).toContain('NOT AS IT WAS WRITTEN');
    expect(auditLines({ ...entry, evidence: {} })).toHaveLength(1);
    // A clock that runs ahead: what it said is in the order in which it counted.
    expect(auditLines({ ...entry, evidence: {}, time: '2026-11-23T10:04:00Z' })).toEqual([
      '2026-11-23T10:00:01Z  oslo      released    -4, 6 KGM held then       oslo-lab qa.hansen',
      "    its sender's clock said 2026-11-23T10:04:00Z",
    ]);
  });

  it('is a line for each run, below it what it counted and why it ended so', () => {
    const run = {
      ...{ plant: 'oslo', job: 'costs', id: 'x', state: 'failed' as const, by: 'ola', version: '1' },
      ...{ startedAt: '2026-11-23T02:15:00.123Z', endedAt: '2026-11-23T02:20:00.000Z' },
      ...{
        range: { from: '2026-11-01', to: '2026-11-02' },
        counts: { items: 4, orders: 2 },
        reason: 'OdooAway',
      },
    };
    expect(runLines(run)).toEqual([
      '2026-11-23T02:15:00Z  2026-11-23T02:20:00Z  costs           failed   2026-11-01 to 2026-11-02  ola',
      '    4 items, 2 orders',
      '    OdooAway',
    ]);
    expect(runLines({ ...run, counts: { orders: 2, items: 4 } })).toEqual(runLines(run));
    expect(runLines({ ...run, state: 'done', reason: 'left to run y, which is at it' })[0]).toContain(
      ' left ',
    );
    expect(runLines({ ...run, note: 'one part is missing' })).toContain('    one part is missing');
    const { range, reason, endedAt, ...running } = run;
    expect(runLines({ ...running, state: 'running', counts: {} })).toEqual([
      '2026-11-23T02:15:00Z  …                     costs           running  what is new               ola',
    ]);
  });
});
