import { describe, expect, it } from 'vitest';
import { UnusableSecret } from '../../lambdas/odoo/client.ts';
import { odooPort } from '../../lambdas/odoo/ports.ts';

describe('Odoo’s secret', () => {
  it('holds the plant queue when it is unusable, naming the field', async () => {
    const port = odooPort(() => Promise.reject(new UnusableSecret('apiKey')));
    expect(await port.book([])).toMatchObject({ ok: false, kind: 'broken', code: 'bad-secret' });
  });

  it('makes the plant queue wait when it cannot be read', async () => {
    const port = odooPort(() => Promise.reject(new Error('arn:aws:secret is throttled')));
    const answer = await port.book([]);
    expect(answer).toMatchObject({ ok: false, kind: 'transient', outcome: 'not-done' });
    expect(JSON.stringify(answer)).not.toContain('arn:aws');
  });
});
