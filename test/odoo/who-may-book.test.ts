import { beforeAll, describe, expect, test } from 'vitest';
import { OdooClient } from '../../lambdas/odoo/client.ts';
import { MODULE_VERSION } from '../../lambdas/odoo/module-version.ts';
import { bookPostings } from '../../lambdas/odoo/ports.ts';
import { BEFORE_PROTOCOLS, OLDEST_PROTOCOL, PROTOCOL } from '../../lambdas/odoo/protocol.ts';
import { REFUSAL_CODES } from '../../lambdas/odoo/refusals.ts';
import { ENVIRONMENT_MARK, environmentMark, markEnvironment } from '../../odoo/environment-mark.ts';
import { createUser, grantGroup, installedModule, installModule } from '../../odoo/install.ts';
import { packModule } from '../../odoo/module.ts';
import { type RealOdooBackend, realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { eventKey, ShopFloor } from './shop-floor.ts';

/** What only a real Odoo can show: rights, and that nothing slips past the door of the action. */
let backend: RealOdooBackend;
let floor: ShopFloor;

beforeAll(() => {
  backend = realOdooFromEnvironment();
  floor = new ShopFloor(backend);
});

describe('who may book', () => {
  test('a user without the group does not even see the action', async () => {
    const login = `${floor.name('nobody').toLowerCase()}@example.com`;
    expect(await createUser(backend.odoo, login)).toBe(true);
    expect(await createUser(backend.odoo, login)).toBe(false);
    const admin = new OdooClient(backend.odoo.client.connection);
    const on = await floor.release({ quantity: 1 });
    // The administrator has every right but this group.
    const answer = await bookPostings(admin, [floor.reported(on, 1)]);
    expect(answer).toMatchObject({ kind: 'broken', code: 'module-missing' });
  });

  test('granting the group twice grants it once', async () => {
    const login = `${floor.name('gateway').toLowerCase()}@example.com`;
    await createUser(backend.odoo, login);
    const { groupId = 0 } = await installedModule(backend.odoo);
    expect(await grantGroup(backend.odoo, login, groupId)).toBe(true);
    expect(await grantGroup(backend.odoo, login, groupId)).toBe(false);
  });

  test('the integration user is no administrator', async () => {
    const answer = await floor.client.call('ir.model.data', 'search_read', { domain: [], fields: ['name'] });
    expect(answer).toMatchObject({ kind: 'broken', code: 'missing-right' });
  });
});

describe('the action', () => {
  const run = (plantGateway: unknown, more: Record<string, unknown> = {}) =>
    installedModule(backend.odoo).then(({ actionId }) =>
      floor.client.call('ir.actions.server', 'run', {
        ids: [actionId],
        context: { plant_gateway: plantGateway, ...more },
      }),
    );

  const heading = { version: MODULE_VERSION, protocols: [OLDEST_PROTOCOL, PROTOCOL] };
  const called = { version: MODULE_VERSION, protocol: PROTOCOL, environment: 'local' };

  test.each([
    ['of a version before protocols that is not known', { version: '18.0.9.9.9' }, 'version-mismatch'],
    ['in a newer protocol', { version: MODULE_VERSION, protocol: PROTOCOL + 1 }, 'protocol-mismatch'],
    ['in a protocol that is given up', { version: MODULE_VERSION, protocol: 0 }, 'protocol-mismatch'],
    ['in a protocol that is no number', { version: MODULE_VERSION, protocol: true }, 'malformed'],
  ])('%s does nothing', async (_, request, error) => {
    const on = await floor.release({ quantity: 1 });
    const answer = await run({ ...request, events: [floor.reported(on, 1)] });
    expect(answer).toEqual({ ok: true, value: { ...heading, error } });
    expect(await floor.stockOf(on.product)).toBe(0);
  });

  test.each<readonly [string, object, string]>([
    [
      'in the newest protocol',
      { version: MODULE_VERSION, protocol: PROTOCOL, environment: 'local' },
      MODULE_VERSION,
    ],
    ['in the protocol before', { version: 'of any gateway', protocol: OLDEST_PROTOCOL }, MODULE_VERSION],
    ...BEFORE_PROTOCOLS.map((version) => [`of version ${version}`, { version }, version] as const),
  ])('%s is booked, and answered under the version that the caller expects', async (_, request, version) => {
    const on = await floor.release({ quantity: 1 });
    const answer = await run({ ...request, events: [floor.reported(on, 1)] });
    expect(answer).toMatchObject({ value: { version, rows: [{ result: 'posted' }] } });
    expect(await floor.stockOf(on.product)).toBe(1);
  });

  test('has the codes of protocol 1 for gateways that know no other', () => {
    const { code } = packModule();
    const [, listed = ''] = /^CODES_OF_PROTOCOL_1 = \{([^}]*)\}/m.exec(code) ?? [];
    const codes = [...listed.matchAll(/'([a-z-]+)'/g)].map(([, each]) => each);
    expect(REFUSAL_CODES).toEqual(expect.arrayContaining(codes));
    expect(codes.length).toBe(55);
  });

  test.each([
    ['nothing', undefined],
    ['a list', []],
    ['no version', { events: [] }],
    ['events that are text', { ...called, events: 'all' }],
    ['an event that is a number', { ...called, events: [7] }],
    [
      'too many events',
      {
        ...called,
        events: Array.from({ length: 2501 }, () => ({ event: eventKey(), stream: 's' })),
      },
    ],
  ])('given %s says malformed', async (_, request) => {
    expect(await run(request)).toEqual({ ok: true, value: { ...heading, error: 'malformed' } });
  });

  test("is deaf to Odoo's own context keys", async () => {
    const stock = { OLD: { quantity: 9, expires: '2020-01-01T00:00:00Z' } };
    const on = await floor.release({
      quantity: 1,
      components: [{ per: 1, tracking: 'lot', expires: true, stock }],
    });
    const consumed = [
      {
        item: on.components[0] ?? '',
        quantity: { value: 1, uom: on.uom },
        lots: [{ number: 'OLD', quantity: 1 }],
      },
    ];
    const events = [floor.reported(on, 1, { consumed })];
    const context = {
      skip_expired: true,
      skip_consumption: true,
      default_state: 'done',
      allowed_company_ids: [999],
    };
    const answer = await run({ ...called, events }, context);
    expect(answer).toMatchObject({ value: { rows: [{ result: 'refused', code: 'lot-expired' }] } });
  });

  test('refuses with codes of the closed list only', () => {
    const { code } = packModule();
    // `one_of` is given the code of what it does not find.
    const used = [...code.matchAll(/refuse\(\s*'([a-z-]+)'|one_of\([^\n]*, '([a-z-]+)'\)/g)].map(
      ([, word, last]) => word ?? last,
    );
    expect(new Set([...used, 'odoo-refused', 'not-modelled'])).toEqual(new Set(REFUSAL_CODES));
  });

  test('is installed once, however often the installer runs', async () => {
    const said: string[] = [];
    await installModule(backend.odoo, 'local', (line) => said.push(line));
    expect(said).toEqual([
      'environment local: marked before',
      `installed before: ${packModule().manifestVersion}`,
      `already version ${MODULE_VERSION}`,
    ]);
  });
});

describe('the mark of the environment', () => {
  /** A client of the same user, as another environment's gateway would have it in a wrong secret. */
  const gatewayOf = (environment?: string) => {
    const { url, database, apiKey } = backend;
    return new OdooClient({ url, database, apiKey, ...(environment && { environment }) });
  };

  test.each([
    ['another environment', 'test', ['marked as local', 'gateway of test', '--env test --remark']],
    ['no environment', undefined, ['marked as local', 'unnamed']],
  ])(
    'keeps out a gateway of %s: it books nothing, and the reason names both',
    async (_, environment, words) => {
      const on = await floor.release({ quantity: 1 });
      const event = floor.reported(on, 1);
      for (const events of [[event], []]) {
        const answer = await bookPostings(gatewayOf(environment), events);
        expect(answer).toMatchObject({ kind: 'broken', code: 'other-environment', outcome: 'not-done' });
        for (const word of words) expect(answer).toHaveProperty('message', expect.stringContaining(word));
      }
      expect(await floor.stockOf(on.product)).toBe(0);
      expect(await backend.idempotencyRecords([event.event])).toEqual([]);
      expect(await bookPostings(gatewayOf('local'), [event])).toMatchObject({ rows: [{ result: 'posted' }] });
    },
  );

  test('keeps out every gateway while there is none', async () => {
    const [mark] = await backend.odoo.search('ir.config_parameter', [['key', '=', ENVIRONMENT_MARK]], ['id']);
    await backend.odoo.call('ir.config_parameter', 'unlink', { ids: [mark?.id] });
    try {
      expect(await bookPostings(gatewayOf('local'), [])).toMatchObject({
        code: 'other-environment',
        message: expect.stringContaining('npm run odoo:install -- --env local'),
      });
    } finally {
      expect(await markEnvironment(backend.odoo, 'local')).toBe('marked');
    }
    expect(await bookPostings(gatewayOf('local'), [])).toMatchObject({ ok: true });
  });

  test('is set once, survives another import, and is replaced only on demand', async () => {
    await expect(installModule(backend.odoo, 'test')).rejects.toThrow('marked as local');
    expect(await environmentMark(backend.odoo)).toBe('local');
    await installModule(backend.odoo, 'test', undefined, { remark: true });
    try {
      const file = { module_file: packModule().zip.toString('base64') };
      const ids = await backend.odoo.create('base.import.module', [file]);
      await backend.odoo.call('base.import.module', 'import_module', { ids });
      expect(await environmentMark(backend.odoo)).toBe('test');
      expect(await bookPostings(gatewayOf('test'), [])).toMatchObject({ ok: true });
      expect(await bookPostings(gatewayOf('local'), [])).toMatchObject({ code: 'other-environment' });
    } finally {
      await markEnvironment(backend.odoo, 'local', true);
    }
  });

  test('is for administrators to change: the integration user can neither read nor write it', async () => {
    for (const [method, body] of [
      ['search_read', { domain: [], fields: ['value'] }],
      ['create', { vals_list: [{ key: `${ENVIRONMENT_MARK}.mine`, value: 'test' }] }],
      ['set_param', { key: ENVIRONMENT_MARK, value: 'test' }],
    ] as const)
      expect(await floor.client.call('ir.config_parameter', method, body)).toMatchObject({ ok: false });
    expect(await environmentMark(backend.odoo)).toBe('local');
  });
});
