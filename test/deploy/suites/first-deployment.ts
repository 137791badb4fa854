import { beforeEach, describe, expect, it } from 'vitest';
import { prod } from '../../../environments/index.ts';
import { FakeAccount } from '../fake-account.ts';
import { FakeCdk, viewOf } from '../fake-cdk.ts';

/** `cdk deploy 'prod/*'` by hand, in an environment that keeps its data. */
describe('a first deployment by hand', () => {
  let account: FakeAccount;
  let cdk: FakeCdk;

  beforeEach(() => {
    account = new FakeAccount();
    cdk = new FakeCdk(account, prod);
  });

  it('that failed in any stack, at its last resource, is repeated by the same command', async () => {
    for (const { name, resources } of (await viewOf(prod)).stacks) {
      account = new FakeAccount();
      cdk = new FakeCdk(account, prod);
      const last = Object.keys(resources).at(-1);
      account.failing = (stack, logicalId) => stack === name && logicalId === last;
      await expect(cdk.deploy(['prod/*'])).rejects.toThrow(`${name}: ${last} cannot be created`);
      expect(account.known.get(name)?.status).toBe('ROLLBACK_COMPLETE');
      account.failing = () => false;
      await cdk.deploy(['prod/*']);
      expect([...account.known.values()].map(({ status }) => status)).not.toContain('ROLLBACK_COMPLETE');
      expect(account.known.size).toBe((await viewOf(prod)).stacks.length);
    }
  });

  it('would not be, if its tables or its stack were protected from the start', async () => {
    account.failing = (_, logicalId) => logicalId.startsWith('OnCall');
    // The stand-in refuses as AWS does; otherwise the test above would show nothing.
    const protectedFirst = { parameters: { 'opg-prod-data:Protection': 'on' } };
    await expect(cdk.deploy(['prod/*'], protectedFirst)).rejects.toThrow('cannot be created');
    expect(account.known.get('opg-prod-data')?.status).toBe('ROLLBACK_FAILED');
    account = new FakeAccount();
    cdk = new FakeCdk(account, prod);
    cdk.protect(['prod']);
    account.failing = (_, logicalId) => logicalId.startsWith('OnCall');
    await expect(cdk.deploy(['prod/*'])).rejects.toThrow('cannot be created');
    await expect(cdk.deploy(['prod/*'])).rejects.toThrow('TerminationProtection');
  });

  it('keeps the parameter that protects its tables when it is deployed again', async () => {
    await cdk.deploy(['prod/*'], { parameters: { 'opg-prod-data:Protection': 'on' } });
    expect(account.protectedTables.size).toBe(7);
    await cdk.deploy(['prod/*']);
    expect(account.protectedTables.size).toBe(7);
  });
});
