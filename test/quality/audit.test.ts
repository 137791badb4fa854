import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { type AuditEntry, entryKey, readEntry } from '../../lambdas/store/audit-trail.ts';
import { archiveName, dynamoAuditTrail } from '../../lambdas/store/dynamo-audit-trail.ts';
import { inMemoryAuditTrail } from '../fakes/in-memory-audit-trail.ts';
import { onEachEngine, tableOf } from '../fakes/on-each-engine.ts';
import { auditSuite } from './audit.suite.ts';

const remembered = inMemoryAuditTrail();
auditSuite('in memory', () => remembered);

onEachEngine(tableOf('audit'), (client) => dynamoAuditTrail(client, 'audit'), auditSuite);

const lot = { plant: 'oslo', item: 'YOGHURT', lot: 'Y-1' };
const entry: AuditEntry = {
  ...lot,
  what: 'failed',
  system: '/plants/oslo/lims',
  partner: 'oslo-lab',
  time: '2026-11-23T10:00:00Z',
  recordedAt: '2026-11-23T12:00:00.000000Z',
  evidence: {},
};

describe('an entry of the audit', () => {
  it('shows that somebody changed it, or put it elsewhere, or that it is none any more', () => {
    const key = entryKey(entry);
    expect(readEntry(lot, key, JSON.stringify(entry))).toEqual(entry);
    const changed = JSON.stringify({ ...entry, what: 'passed' });
    expect(readEntry(lot, key, changed)).toMatchObject({ what: 'passed', tampered: true });
    const elsewhere = { ...lot, lot: 'Y-2' };
    expect(readEntry(elsewhere, key, JSON.stringify(entry)).tampered).toBe(true);
    expect(readEntry(lot, key, 'gone')).toMatchObject({ what: 'failed', tampered: true });
  });

  it('is in the archive before the table has it, and not in the table when the archive is away', async () => {
    const seen: string[] = [];
    const table = { send: async (command: unknown) => void seen.push((command as object).constructor.name) };
    const trail = (keep: (name: string) => Promise<void>) =>
      dynamoAuditTrail(table as unknown as DynamoDBDocumentClient, 'audit', { keep });
    await trail(async (name) => void seen.push(name)).write(entry);
    expect(seen).toEqual([archiveName(entry, entryKey(entry)), PutCommand.name]);
    expect(seen[0]).toMatch(
      /^plant=oslo\/date=2026-11-23\/[0-9a-f]{32}\/2026-11-23T120000\.000000Z_failed_[0-9a-f]{32}\.json$/,
    );
    const away = trail(() => Promise.reject(new Error('away')));
    await expect(away.write(entry)).rejects.toThrow('away');
    expect(seen).toHaveLength(2);
  });
});
