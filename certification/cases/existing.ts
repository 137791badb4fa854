import type { Case, Fixture } from '../case.ts';

const pieces = (value: number) => ({ value, unit: 'C62' });
const chicago = 'My Company (Chicago)';
const counted = (item: string, location: string, value: number, unit = 'C62') => ({
  type: 'stock.counted',
  data: { item, location, quantity: { value, unit } },
});

/** Names that the fixture's records have, apart from what they are called in the case. */
const stool: Fixture = {
  products: [{ name: 'STOOL' }, { name: 'SEAT', cost: 10 }],
  boms: [{ product: 'STOOL', lines: [{ product: 'SEAT', quantity: 1 }] }],
  stock: [{ product: 'SEAT', quantity: 20 }],
  orders: [{ name: 'MO', product: 'STOOL', quantity: 5 }],
};
const bin: Fixture = { products: [{ name: 'BIN', cost: 4 }] };

/** Master data as people made it in Odoo: names, companies, languages. */
export const existingCases: Case[] = [
  {
    says: 'A warehouse whose short name has a space and small letters makes an order of another company',
    profile: { warehouse: 'My Co' },
    fixture: { ...stool, company: chicago },
    events: (n) => [{ type: 'production.reported', data: { order: n('MO'), quantity: pieces(5) } }],
    screens: [{ do: 'produce', order: 'MO', quantity: 5 }],
  },
  {
    says: 'A warehouse is named in full, with its company',
    profile: { warehouse: chicago, company: chicago },
    fixture: { ...stool, company: chicago },
    events: (n) => [
      { type: 'production.reported', data: { order: n('MO'), quantity: pieces(2) } },
      counted(n('SEAT'), 'Stock', 7),
    ],
    screens: [
      { do: 'produce', order: 'MO', quantity: 2, rest: 'backorder' },
      { do: 'count', product: 'SEAT', quantity: 7 },
    ],
  },
  {
    says: 'Two companies have a warehouse of one short name, and the profile names the company',
    profile: { warehouse: 'Twîn', company: chicago },
    fixture: {
      ...bin,
      company: chicago,
      warehouses: [
        { code: 'Twîn', company: 'My Company (San Francisco)' },
        { code: 'Twîn', company: chicago },
      ],
    },
    events: (n) => [counted(n('BIN'), 'Twîn/Stock', 3)],
    screens: [{ do: 'count', product: 'BIN', quantity: 3, warehouse: 'Twîn' }],
  },
  {
    says: 'Two companies have a warehouse of one short name, and the profile names no company',
    profile: { warehouse: 'Twîn' },
    fixture: {
      ...bin,
      warehouses: [
        { code: 'Twîn', company: 'My Company (San Francisco)' },
        { code: 'Twîn', company: chicago },
      ],
    },
    events: (n) => [counted(n('BIN'), 'Twîn/Stock', 3)],
    fails: /2 warehouses Twîn: .*San Francisco.*; .*Chicago.*Name the company/,
    screens: [],
  },
  {
    says: 'A component without a reference goes by its name',
    fixture: {
      ...stool,
      products: [{ name: 'STOOL' }, { name: 'Round seat, oak', cost: 10, reference: false }],
      boms: [{ product: 'STOOL', lines: [{ product: 'Round seat, oak', quantity: 1 }] }],
      stock: [{ product: 'Round seat, oak', quantity: 20 }],
    },
    events: (n) => [
      {
        type: 'production.reported',
        data: {
          order: n('MO'),
          quantity: pieces(5),
          consumed: [{ item: n('Round seat, oak'), quantity: pieces(6) }],
        },
      },
    ],
    screens: [
      { do: 'produce', order: 'MO', quantity: 5, consumed: [{ product: 'Round seat, oak', quantity: 6 }] },
    ],
  },
  {
    says: 'An item goes by its barcode where it has no reference',
    fixture: { products: [{ name: 'Basket', reference: false, barcode: '4006381333931' }] },
    events: (n) => [counted(n('4006381333931'), 'Stock', 8)],
    screens: [{ do: 'count', product: 'Basket', quantity: 8 }],
  },
  {
    says: 'A variant without a reference goes by the name that Odoo shows',
    fixture: { existing: ['Large Desk'], stock: [{ product: '=Large Desk (Metal)', quantity: 7 }] },
    events: () => [counted('Large Desk (Metal)', 'WH/Stock', 31)],
    screens: [{ do: 'count', product: '=Large Desk (Metal)', quantity: 31 }],
  },
  {
    says: 'A name that several variants have is refused with the candidates',
    fixture: { existing: ['Two-Seat Sofa'] },
    events: () => [counted('Two-Seat Sofa', 'WH/Stock', 31)],
    refused: 'ambiguous-code',
    because: /has 3 products .* Two-Seat Sofa: #\d+ Two-Seat Sofa \(.*; #\d+ .*; #\d+ /,
    screens: [],
  },
  {
    says: 'An item that the database had before goes by its name',
    fixture: { existing: ['Pedal Bin'], stock: [{ product: '=Pedal Bin', quantity: 5 }] },
    events: () => [counted('Pedal Bin', 'WH/Stock', 12)],
    screens: [{ do: 'count', product: '=Pedal Bin', quantity: 12 }],
  },
  {
    says: 'Seven items have one reference: five candidates are named',
    fixture: {
      products: Array.from({ length: 7 }, (_, index) => ({ name: `TWIN-${index}`, code: 'TWIN' })),
    },
    events: (n) => [counted(n('TWIN'), 'Stock', 3)],
    refused: 'ambiguous-code',
    because: /has 7 products .* and 2 more/,
    screens: [],
  },
  {
    says: 'An item of another company and an archived one have the reference: ours is meant',
    fixture: {
      products: [
        { name: 'PIPE', cost: 4 },
        { name: 'PIPE of others', code: 'PIPE', company: chicago },
        { name: 'PIPE of old', code: 'PIPE', archived: true },
      ],
    },
    events: (n) => [counted(n('PIPE'), 'Stock', 6)],
    screens: [{ do: 'count', product: 'PIPE', quantity: 6 }],
  },
  {
    says: 'Only another company and an archived item have the reference',
    fixture: {
      products: [
        { name: 'Tube of others', code: 'TUBE', company: chicago },
        { name: 'Tube of old', code: 'TUBE', archived: true },
      ],
    },
    events: (n) => [counted(n('TUBE'), 'Stock', 6)],
    refused: 'unknown-item',
    screens: [],
  },
  {
    says: 'A reference is meant before a name that is the same',
    fixture: {
      products: [
        { name: 'HOOK', cost: 4 },
        { name: 'Hook of brass', reference: false },
        { name: 'Other hook', code: 'Hook of brass', cost: 9 },
      ],
    },
    events: (n) => [counted(n('Hook of brass'), 'Stock', 6)],
    screens: [{ do: 'count', product: 'Other hook', quantity: 6 }],
  },
  {
    says: 'Two places have one name, and one of them is named in full',
    fixture: {
      ...bin,
      places: [
        { name: 'Hall A' },
        { name: 'Rack 1', parent: 'Hall A' },
        { name: 'Hall B' },
        { name: 'Rack 1', parent: 'Hall B' },
      ],
    },
    events: (n) => [counted(n('BIN'), `WH/Stock/${n('Hall B')}/${n('Rack 1')}`, 5)],
    screens: [{ do: 'count', product: 'BIN', quantity: 5, place: 'Hall B/Rack 1' }],
  },
  {
    says: 'Two places have one name',
    fixture: {
      ...bin,
      places: [
        { name: 'Hall A' },
        { name: 'Rack 1', parent: 'Hall A' },
        { name: 'Hall B' },
        { name: 'Rack 1', parent: 'Hall B' },
      ],
    },
    events: (n) => [counted(n('BIN'), n('Rack 1'), 5)],
    refused: 'ambiguous-code',
    because: /has 2 locations in warehouse WH .*: WH\/Stock\/.*Hall A\/.*; WH\/Stock\/.*Hall B/,
    screens: [],
  },
  ...['Watering can', 'Arrosoir'].map(
    (name): Case => ({
      says: `A French user’s database: an item without a reference goes by the name ${name}`,
      language: 'fr_FR',
      fixture: { products: [{ name: 'Watering can', reference: false, translated: { fr_FR: 'Arrosoir' } }] },
      events: (n) => [counted(n(name), 'Stock', 9)],
      screens: [{ do: 'count', product: 'Watering can', quantity: 9 }],
    }),
  ),
  ...['Broken', 'Cassé'].map(
    (name): Case => ({
      says: `A French user’s database: a scrap reason goes by the name ${name}`,
      language: 'fr_FR',
      fixture: { ...stool, reasons: [{ name: 'Broken', translated: { fr_FR: 'Cassé' } }] },
      events: (n) => [
        {
          type: 'production.scrapped',
          data: { order: n('MO'), item: n('SEAT'), quantity: pieces(2), reason: n(name) },
        },
      ],
      screens: [{ do: 'scrap', order: 'MO', product: 'SEAT', quantity: 2, reason: 'Broken' }],
    }),
  ),
  {
    says: 'A French user’s database: a refusal has English words only',
    language: 'fr_FR',
    fixture: bin,
    events: (n) => [counted(n('BIN'), 'Stock', 3, 'KGM')],
    refused: 'unit-not-convertible',
    because: /^kg cannot be converted to Units$/,
    screens: [],
  },
];
