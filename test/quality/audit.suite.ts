import { describe, expect, it } from 'vitest';
import type { AuditEntry, AuditTrail } from '../../lambdas/store/audit-trail.ts';

let serial = 0;

/** What every audit must do; run over the fake and over DynamoDB alike. */
export const auditSuite = (name: string, auditOf: () => AuditTrail) =>
  describe(`the audit ${name}`, () => {
    const fresh = () => {
      serial += 1;
      return { plant: 'oslo', item: 'YOGHURT', lot: `${name}-${serial}` };
    };
    const entry = (
      lot: ReturnType<typeof fresh>,
      second: number,
      more: Partial<AuditEntry> = {},
    ): AuditEntry => ({
      ...lot,
      what: 'passed',
      system: '/plants/oslo/lims',
      partner: 'oslo-lab',
      time: '2026-11-23T10:00:00Z',
      recordedAt: `2026-11-23T12:00:0${second}.000000Z`,
      evidence: { inspection: 'LIMS-1', results: [{ characteristic: 'pH', value: 1e-200 }] },
      ...more,
    });

    it('answers what was written, oldest first, a page at a time', async () => {
      const lot = fresh();
      const written = [entry(lot, 1), entry(lot, 2, { what: 'released' }), entry(lot, 3, { what: 'held' })];
      for (const one of written.toReversed()) await auditOf().write(one);
      const first = await auditOf().read(lot, 2);
      const rest = await auditOf().read(lot, 2, first.next);
      expect([...first.entries, ...rest.entries]).toEqual(written);
      expect(rest.next).toBeUndefined();
    });

    it('adds nothing when an entry is written again', async () => {
      const lot = fresh();
      await Promise.all(Array.from({ length: 5 }, () => auditOf().write(entry(lot, 1))));
      expect((await auditOf().read(lot, 10)).entries).toHaveLength(1);
    });

    it('keeps two that differ in what they say only', async () => {
      const lot = fresh();
      await auditOf().write(entry(lot, 1));
      await auditOf().write(entry(lot, 1, { person: 'lab.nilsen' }));
      expect((await auditOf().read(lot, 10)).entries).toHaveLength(2);
    });

    it('mixes up no lots', async () => {
      const lot = fresh();
      await auditOf().write(entry(lot, 1));
      expect((await auditOf().read({ ...lot, item: 'SKYR' }, 10)).entries).toEqual([]);
    });
  });
