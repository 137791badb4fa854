import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { defineEnvironment, environmentSchema } from '../../configuration/environment.ts';
import { definePartner, partnerSchema } from '../../configuration/partner.ts';
import { definePlant, plantSchema } from '../../configuration/plant.ts';
import { partners } from '../../partners/index.ts';
import { plants } from '../../plants/index.ts';

const known = { plants, partners };
const environment = {
  name: 'live',
  account: '210987654321',
  region: 'eu-central-1',
  onCall: { page: [{ email: 'on-call@plants.se' }] },
  runbook: 'https://wiki.plants.se/runbook',
  costs: { monthlyBudgetUsd: 100, anomalies: 'by-service' },
  plants: ['lyon'],
  partners: [],
  odoo: { workers: 12 },
  keepData: false,
};
const plant = {
  id: 'bergen',
  name: 'Bergen Fish',
  warehouse: 'BGO',
  timeZone: 'Europe/Oslo',
  systems: ['mes'],
  owners: { 'production-order': ['mes'] },
  ceilings: { default: 1000 },
  negativeStock: 'refuse',
};
const partner = {
  id: 'acme',
  plants: ['oslo'],
  systems: ['mes'],
  types: ['production.*'],
  receives: ['production-order.*'],
  throttle: { rate: 1, burst: 1 },
  quota: { limit: 1, period: 'DAY' },
};

/** What the owner reads, line by line. */
const said = (define: () => unknown): string[] => {
  try {
    define();
    return [];
  } catch (error) {
    return (error as Error).message.split('\n');
  }
};
const after = (subject: string) => (line: string) =>
  line.startsWith(subject) ? line.slice(subject.length) : line;

type Wrong = Record<string, unknown>;
const define = {
  Environment: (wrong: Wrong) => said(() => defineEnvironment(wrong as never, known)),
  Plant: (wrong: Wrong) => said(() => definePlant(wrong as never)),
  Partner: (wrong: Wrong) => said(() => definePartner(wrong as never)),
};

describe('a mistake in an environment', () => {
  const { domain, ...of } = {
    domain: {
      name: 'gateway.plants.se',
      certificateArn:
        'arn:aws:acm:eu-central-1:210987654321:certificate/0123abcd-0123-0123-0123-0123456789ab',
    },
    ...environment,
  };
  it.each<[Wrong, string[]]>([
    [
      { costs: { monthlyBudgetUsd: 100, anomalies: 'by-servic' } },
      [
        'costs.anomalies: must be "by-service", "by-tag", or the ARN of a cost anomaly monitor, which `aws ce get-anomaly-monitors` shows',
      ],
    ],
    [
      { costs: { monthlyBudgetUsd: 0, anomalies: 'by-service' } },
      ['costs.monthlyBudgetUsd: must be more than 0; it is 0'],
    ],
    [
      { costs: { anomalies: 5 } },
      [
        'costs.monthlyBudgetUsd: is missing; it must be a number above 0',
        'costs.anomalies: must be "by-service", "by-tag", or the ARN of a cost anomaly monitor, which `aws ce get-anomaly-monitors` shows; it is 5',
      ],
    ],
    [{ logRetentionDays: 14 }, ['logRetentionDays: must be one of 7, 30, 90, 365; it is 14']],
    [{ logRetentionDays: '30' }, ['logRetentionDays: must be one of 7, 30, 90, 365; it is "30"']],
    [
      { domain: { ...domain, certificateArn: 5 } },
      [
        'domain.certificateArn: must be the ARN of a certificate of AWS Certificate Manager: arn:aws:acm:<region>:<account>:certificate/<id>; it is 5',
      ],
    ],
    [
      { domain: { ...domain, certificateArn: 'mine' } },
      [
        'domain.certificateArn: must be the ARN of a certificate of AWS Certificate Manager: arn:aws:acm:<region>:<account>:certificate/<id>',
      ],
    ],
    [
      { domain: { name: domain.name } },
      [
        'domain.certificateArn: is missing; it must be the ARN of a certificate of AWS Certificate Manager: arn:aws:acm:<region>:<account>:certificate/<id>',
      ],
    ],
    [
      { domain: 'gateway.plants.se' },
      ['domain: must be an object with name, certificateArn; it is "gateway.plants.se"'],
    ],
    [
      { onCall: { page: [{ email: 'ops' }] } },
      ['onCall.page.0.email: must be an e-mail address, such as on-call@your-company.com'],
    ],
    [
      { onCall: { page: [{ email: 5 }] } },
      ['onCall.page.0.email: must be an e-mail address, such as on-call@your-company.com'],
    ],
    [
      { onCall: { page: [{ email: 'ops@plants.se', name: 'Ops' }] } },
      ['onCall.page.0: has no field "name"; remove it. Its fields are email'],
    ],
    [
      { onCall: { page: ['https://events.pagerduty.com/integration/0123456789abcdef/enqueue'] } },
      [
        'onCall.page.0: must be one of { email }, { httpsSecret } and { chat: true }: the address of an HTTPS endpoint contains a key, so it belongs in a secret',
      ],
    ],
    [
      { onCall: { pages: [{ email: 'ops@plants.se' }] } },
      [
        'onCall.page: is missing; it must be a list, each entry one of { email }, { httpsSecret } and { chat: true }: the address of an HTTPS endpoint contains a key, so it belongs in a secret',
        'onCall: has no field "pages"; write page, or remove it. Its fields are page, ticket',
      ],
    ],
    [{ onCall: 'ops@plants.se' }, ['onCall: must be an object with page; it is text']],
    [{ keepData: undefined }, ['keepData: is missing; it must be true or false']],
    [{ keepData: 'yes' }, ['keepData: must be true or false; it is "yes"']],
    [
      { name: undefined },
      [
        'Environment without a name: name: is missing; it must be a short lower-case word: it is part of every name',
      ],
    ],
    [
      { name: 'Production' },
      ['Environment "Production": name: must be a short lower-case word: it is part of every name'],
    ],
    [{ purpose: 'prod' }, ['purpose: must be one of "development", "test", "production"; it is "prod"']],
    [{ account: 210987654321 }, ['account: must be an AWS account id of 12 digits; it is 210987654321']],
    [{ plants: [] }, ['plants: must have at least 1 entry; it is empty']],
    [{ plants: 'lyon' }, ['plants: must be a list of text; it is "lyon"']],
    [
      { plants: ['lyon', 'atlantis'] },
      [
        'plants: there is no plant profile "atlantis"; write plants/atlantis.ts (npm run new:plant), or remove it from the list',
      ],
    ],
    [
      { partners: ['acme'] },
      [
        'partners: there is no partner "acme"; write partners/acme.ts and run npm run generate, or remove it from the list',
      ],
    ],
    [
      { partners: ['oslo-mes'] },
      [
        'partners: "oslo-mes" speaks for oslo, none of which is deployed here; add one to plants, or remove the partner',
      ],
    ],
    [{ odoo: {} }, ['odoo.workers: is missing; it must be a whole number above 0']],
    [{ odoo: { workers: 1.5 } }, ['odoo.workers: must be a whole number above 0; it is 1.5']],
    [{ odoo: undefined }, ['odoo: is missing; it must be an object with workers']],
    [
      { post: { timeoutSeconds: 80, visibilitySeconds: 70 } },
      [
        'post.visibilitySeconds: must not be shorter than the function timeout: Lambda refuses it; write 80 or more',
      ],
    ],
    [
      { drop: { timeoutSeconds: 901, visibilitySeconds: 902, keepDays: 1 } },
      ['drop.timeoutSeconds: must be at most 900; it is 901'],
    ],
    [
      { lagRetentionDays: 30 },
      [
        'has no field "lagRetentionDays"; write logRetentionDays, or remove it. Its fields are name, purpose, account, region, plants, partners, odoo, post, drop, throttle, feedKeepDays, logRetentionDays, keepData, pointInTimeRecovery, auditRetentionYears, onCall, runbook, costs, network, domain, webhookUrl',
      ],
    ],
    [
      { colour: 'blue', kepData: true },
      [
        'has no field "colour"; remove it. Its fields are name, purpose, account, region, plants, partners, odoo, post, drop, throttle, feedKeepDays, logRetentionDays, keepData, pointInTimeRecovery, auditRetentionYears, onCall, runbook, costs, network, domain, webhookUrl',
        'has no field "kepData"; write keepData, or remove it. Its fields are name, purpose, account, region, plants, partners, odoo, post, drop, throttle, feedKeepDays, logRetentionDays, keepData, pointInTimeRecovery, auditRetentionYears, onCall, runbook, costs, network, domain, webhookUrl',
      ],
    ],
    [
      { network: 'own' },
      ["network: must be { vpc: 'own' }, which makes a VPC, or { vpc: 'existing', id, subnets }"],
    ],
    [
      { network: { vpc: 'mine' } },
      ['network.vpc: must be "own" (the gateway makes a VPC) or "existing" (with id and subnets)'],
    ],
    [
      { network: { vpc: 'existing', subnets: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'] } },
      ['network.id: is missing; it must be the id of a VPC, such as vpc-0a1b2c3d'],
    ],
    [{ network: { vpc: 'own', cidr: 'all' } }, ['network.cidr: must be an IPv4 range, such as 10.90.0.0/24']],
    [
      { webhookUrl: 'x' },
      [
        'webhookUrl: must be an http or https address, such as http://127.0.0.1:9000/hook',
        'webhookUrl: is for the environment local: elsewhere partners say where their webhooks are; remove it',
      ],
    ],
    [
      { runbook: 'docs/runbook.md' },
      [
        'runbook: must be an https address that opens from a mail, such as https://wiki.your-company.com/runbook',
      ],
    ],
  ])('%o is named with field, rule and remedy', (wrong, lines) => {
    expect(define.Environment({ ...of, ...wrong }).map(after('Environment "live": '))).toEqual(lines);
  });
});
describe('a mistake in a plant', () => {
  it.each<[Wrong, string[]]>([
    [
      { id: undefined },
      [
        'Plant without an id: id: is missing; it must be lower case letters, digits and hyphens, at most 31 characters',
      ],
    ],
    [
      { id: 'Bergen' },
      ['Plant "Bergen": id: must be lower case letters, digits and hyphens, at most 31 characters'],
    ],
    [{ name: '' }, ['name: must have at least 1 character; it is empty']],
    [{ name: 'x'.repeat(81) }, ['name: must have at most 80 characters; it has 81']],
    [
      { owners: { stock: 'mes' } },
      [
        "owners.stock: must be systems, such as ['mes'], or an object with the systems of each status, such as { reported: ['mes'] }",
      ],
    ],
    [
      { owners: { stocks: ['mes'] } },
      [
        'owners: has no field "stocks"; write stock, or remove it. Its fields are production-order, work-order, material-consumption, labor, machine, machine-rate, stock, goods-receipt, purchase-order, sales-order, shipment, lot, nonconformance, day',
      ],
    ],
    [
      { owners: { stock: ['mes', 5] } },
      ['owners.stock.1: must be lower case letters, digits and hyphens, at most 31 characters; it is 5'],
    ],
    [
      { units: { kilo: 'KG' } },
      [
        'units.kilo: must be a UN/CEFACT code that the gateway knows, such as KGM; events/units.ts lists them',
      ],
    ],
    [{ ceilings: {} }, ['ceilings.default: is missing; it must be a number above 0']],
    [{ ceilings: { default: 0 } }, ['ceilings.default: must be more than 0; it is 0']],
    [
      { ceilings: { default: Number.POSITIVE_INFINITY } },
      ['ceilings.default: must be a number above 0; it is Infinity'],
    ],
    [
      { schedules: { cost: '05:00' } },
      [
        'schedules: has no field "cost"; write costs, or remove it. Its fields are costs, history, reconciliation',
      ],
    ],
    [{ schedules: { costs: 5 } }, ['schedules.costs: must be a time of day, e.g. 03:15; it is 5']],
    [{ negativeStock: 'deny' }, ['negativeStock: must be one of "refuse", "allow"; it is "deny"']],
    [{ negativeStock: undefined }, ['negativeStock: is missing; it must be one of "refuse", "allow"']],
    [{ maximumConcurrency: 11 }, ['maximumConcurrency: must be at most 10; it is 11']],
    [{ watches: { items: 'COD' } }, ['watches.items: must be a list of text; it is "COD"']],
    [
      { watches: 'all' },
      ["watches: must be 'everything', or { items, categories } with Odoo's references and names"],
    ],
    [
      { watches: { item: ['COD'] } },
      [
        'watches: has no field "item"; write items, or remove it. Its fields are items, categories',
        'watches: must name an item or a category, or say everything',
      ],
    ],
    [
      { quality: { hold: 'BGO/Hold' } },
      [
        "quality.gated: must be 'everything', or { items, categories } with Odoo's references and names",
        'quality.remindAfterHours: is missing; it must be a number above 0 and of at most 2160',
        'quality.verdictWithinHours: is missing; it must be a number above 0 and of at most 2160',
      ],
    ],
    [
      { shifts: [{ name: 'early', from: '6:00', to: '14:00', days: ['monday'] }] },
      [
        'shifts.0.from: must be a time of the day such as 06:00',
        'shifts.0.days.0: must be one of "mon", "tue", "wed", "thu", "fri", "sat", "sun"; it is "monday"',
      ],
    ],
    [
      { canary: { item: 'CRATE', quantity: 1, from: 'a', to: 'b' } },
      ['canary.quantity: must be an object with value, unit; it is 1'],
    ],
    [
      {
        dialects: {
          csv: { 'My File': { system: 'mes', event: 'stock.moved', time: { column: 'T' }, columns: {} } },
        },
      },
      ['dialects.csv.My File: has a name that must be lower case letters, digits and hyphens'],
    ],
    [
      {
        dialects: {
          csv: { file: { system: 'mes', event: { column: 'Kind' }, time: { column: 5 }, columns: {} } },
        },
      },
      [
        'dialects.csv.file.event.values: is missing; it must be an object, each value the name of an event, such as material.consumed',
        'dialects.csv.file.time.column: must be text, or a list of text; it is 5',
      ],
    ],
    [
      {
        dialects: {
          csv: {
            file: {
              system: 'mes',
              event: 'stock.moved',
              delimiter: ':',
              time: { column: 'T' },
              columns: { '/itm': { column: 'a' } },
            },
          },
        },
      },
      ['dialects.csv.file.delimiter: must be one of ",", ";", "\\t", "|"; it is text'],
    ],
    [
      {
        dialects: {
          csv: {
            file: {
              system: 'mes',
              event: 'stock.moved',
              time: { column: 'T' },
              columns: { '/itm': { column: 'a', number: false, values: { a: [] } } },
            },
          },
        },
      },
      [
        'dialects.csv.file.columns./itm.number: must be true; it is false',
        'dialects.csv.file.columns./itm.values.a: must be text, or a number, or true or false; it is a list',
      ],
    ],
  ])('%o is named with field, rule and remedy', (wrong, lines) => {
    expect(define.Plant({ ...plant, ...wrong }).map(after('Plant "bergen": '))).toEqual(lines);
  });
});
describe('a mistake in a partner', () => {
  it.each<[Wrong, string[]]>([
    [
      { webhook: { urls: { prod: 'zz' } } },
      [
        'webhook.urls.prod: must be an https:// address, such as https://partner.your-company.com/hook, or http:// on this machine, without a user, a password or a fragment',
      ],
    ],
    [
      { webhook: { urls: 'https://x' } },
      [
        'webhook.urls: must be an object, each value an https:// address, such as https://partner.your-company.com/hook, or http:// on this machine, without a user, a password or a fragment; it is text',
      ],
    ],
    [{ types: ['*'] }, ['types.0: must look like production.reported or production.*']],
    [
      { types: undefined },
      ['types: is missing; it must be a list, each entry text like production.reported or production.*'],
    ],
    [{ throttle: 5 }, ['throttle: must be an object with rate, burst; it is 5']],
    [
      { quota: { limit: 0, period: 'HOUR' } },
      [
        'quota.limit: must be more than 0; it is 0',
        'quota.period: must be one of "DAY", "WEEK", "MONTH"; it is "HOUR"',
      ],
    ],
    [{ reads: 'all' }, ['reads: must be one of "own", "plant"; it is "all"']],
    [
      { drops: true },
      [
        'has no field "drops"; write drop, or remove it. Its fields are id, plants, systems, types, reads, receives, suppliers, webhook, throttle, quota, drop, bus',
      ],
    ],
    [
      { bus: { source: 'x', account: 5 } },
      [
        'bus.account: must be an AWS account id of 12 digits; it is 5',
        'bus.source: must look like partner.lyon-mes',
      ],
    ],
  ])('%o is named with field, rule and remedy', (wrong, lines) => {
    expect(define.Partner({ ...partner, ...wrong }).map(after('Partner "acme": '))).toEqual(lines);
  });
});

describe('a file that exports no object', () => {
  it('is named with what it lacks, and no error of JavaScript', () => {
    expect([undefined, [], 'x'].map((given) => define.Partner(given as never))).toEqual([
      [
        'Partner without an id: is missing; it must be an object with id, plants, systems, types, throttle, quota',
      ],
      [
        'Partner without an id: must be an object with id, plants, systems, types, throttle, quota; it is a list',
      ],
      [
        'Partner without an id: must be an object with id, plants, systems, types, throttle, quota; it is "x"',
      ],
    ]);
  });
});

/** A place in a schema, and a value for the whole that has only what leads there. */
interface Place {
  path: string[];
  schema: z.core.$ZodTypes;
  whole(value: unknown): unknown;
}

const placesOf = (place: Place): Place[] => {
  const { def } = place.schema._zod;
  const below = (key: string, schema: z.core.$ZodType, around: (value: unknown) => unknown): Place[] =>
    placesOf({
      path: [...place.path, key],
      schema: schema as z.core.$ZodTypes,
      whole: (value) => place.whole(around(value)),
    });
  switch (def.type) {
    case 'optional':
    case 'default':
    case 'prefault':
      return placesOf({ ...place, schema: def.innerType as z.core.$ZodTypes });
    case 'union':
      return [
        place,
        ...def.options.flatMap((option) => placesOf({ ...place, schema: option as z.core.$ZodTypes })),
      ];
    case 'array':
      return [place, ...below('0', def.element, (value) => [value])];
    case 'record':
      return [
        place,
        ...below(keyOf(def.keyType), def.valueType, (value) => ({ [keyOf(def.keyType)]: value })),
      ];
    case 'object': {
      // What tells the forms of a union apart: without it, no form would be meant.
      const literals = Object.fromEntries(
        Object.entries(def.shape).flatMap(([name, { _zod }]) => {
          const field = (_zod as z.core.$ZodTypes['_zod']).def;
          return field.type === 'literal' ? [[name, field.values[0]]] : [];
        }),
      );
      return [
        place,
        ...Object.entries(def.shape).flatMap(([name, field]) =>
          below(name, field, (value) => ({ ...literals, [name]: value })),
        ),
      ];
    }
    default:
      return [place];
  }
};

const keyOf = (schema: unknown): string => {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return def.type === 'enum' ? String(Object.values(def.entries)[0]) : 'some-name';
};

const plainWords = /: (must |is missing; it must |has no field "|has a name that must )/;
const zodsOwn = /invalid|expected|received|unrecognized|too (big|small)|undefined/i;

describe.each([
  ['Environment', environmentSchema, 'Environment without a name'],
  ['Plant', plantSchema, 'Plant without an id'],
  ['Partner', partnerSchema, 'Partner without an id'],
] as const)('every field of %s', (kind, schema, subject) => {
  const places = placesOf({ path: [], schema: schema as z.core.$ZodTypes, whole: (value) => value });

  it('is named when its value is of another type', () => {
    expect(places.length).toBeGreaterThan(25);
    for (const { path, whole } of places) {
      // Nothing in these schemas may be null.
      const lines = define[kind](whole(null) as Wrong);
      const named = lines.filter((line) =>
        line.startsWith([subject, ...(path[0] ? [path.join('.')] : []), 'must '].join(': ')),
      );
      expect([path, named]).toEqual([path, [expect.any(String)]]);
    }
  });

  it('is explained in plain words, never in those of the library', () => {
    for (const { path, whole } of places)
      for (const wrong of [null, undefined, {}, { zzz: 1 }, [[]], '', -0.5]) {
        const lines = define[kind](whole(wrong) as Wrong);
        expect([path, lines]).toEqual([path, lines.map(() => expect.stringMatching(plainWords))]);
        expect([path, lines]).toEqual([path, lines.map(() => expect.not.stringMatching(zodsOwn))]);
      }
  });
});

describe('an environment says of plants that share a company or a warehouse', () => {
  const { oslo, lyon } = plants;
  if (!oslo?.quality || !lyon) throw new Error('the samples have changed');
  const quality = oslo.quality;
  const withPlants = (...of: (typeof oslo)[]) =>
    defineEnvironment(
      { ...environment, plants: of.map(({ id }) => id) } as Parameters<typeof defineEnvironment>[0],
      {
        plants: Object.fromEntries(of.map((one) => [one.id, one])),
        partners,
      },
    );

  it('that some name their company, and others none', () => {
    expect(() => withPlants(oslo, { ...lyon, company: 'Dairy SA' })).toThrow(
      '"lyon" names its company in Odoo (Dairy SA), and oslo none; write company in each profile, or in none when all are of one company',
    );
    expect(() =>
      withPlants({ ...oslo, company: 'Dairy AS' }, { ...lyon, company: 'Dairy SA' }),
    ).not.toThrow();
  });

  it('that they have two hold places in one warehouse', () => {
    const annex = { ...oslo, id: 'annex', quality: { ...quality, hold: 'OSL/Annex hold' } };
    expect(() => withPlants(oslo, annex)).toThrow(
      `"oslo" and "annex" are one warehouse (OSL) with two hold places, ${quality.hold} and OSL/Annex hold; write the same quality.hold in both profiles`,
    );
    expect(() => withPlants(oslo, { ...annex, quality })).not.toThrow();
  });
});
