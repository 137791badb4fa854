import type { Case } from '../case.ts';

const pieces = (value: number) => ({ value, unit: 'C62' });
const counted = (item: string, value: number, unit: string) => ({
  type: 'stock.counted',
  data: { item, location: 'Stock', quantity: { value, unit } },
});

/** Customers, suppliers and units as people made them in Odoo. */
export const partnerAndUnitCases: Case[] = [
  {
    says: 'A customer without a reference goes by its name, its address by its own',
    fixture: { products: [{ name: 'LAMP', price: 30 }] },
    events: (n) => [
      {
        type: 'sales-order.placed',
        data: {
          order: n('SHOP-1'),
          customer: 'Azure Interior',
          deliverTo: 'Nicole Ford',
          lines: [{ item: n('LAMP'), quantity: pieces(4) }],
        },
      },
    ],
    screens: [
      {
        do: 'sell',
        reference: 'SHOP-1',
        customer: '=Azure Interior',
        deliver_to: '=Azure Interior, Nicole Ford',
        product: 'LAMP',
        quantity: 4,
      },
    ],
  },
  {
    says: 'Two customers have one name',
    fixture: {
      products: [{ name: 'LAMP', price: 30 }],
      partners: [{ name: 'Nordisk AS' }, { name: 'Nordisk AS' }],
    },
    events: (n) => [
      {
        type: 'sales-order.placed',
        data: {
          order: n('SHOP-2'),
          customer: n('Nordisk AS'),
          lines: [{ item: n('LAMP'), quantity: pieces(4) }],
        },
      },
    ],
    refused: 'ambiguous-code',
    because: /has 2 contacts .*Nordisk AS: #\d+ .*; #\d+ /,
    screens: [],
  },
  {
    says: 'A customer and its own contact have one name: the customer is meant',
    fixture: {
      products: [{ name: 'LAMP', price: 30 }],
      partners: [
        { name: 'Sørbø', reference: 'K1' },
        { name: 'Sørbø', parent: 'Sørbø', reference: 'K1' },
      ],
    },
    events: (n) => [
      {
        type: 'sales-order.placed',
        data: { order: n('SHOP-3'), customer: n('K1'), lines: [{ item: n('LAMP'), quantity: pieces(2) }] },
      },
    ],
    screens: [{ do: 'sell', reference: 'SHOP-3', customer: 'Sørbø', product: 'LAMP', quantity: 2 }],
  },
  {
    says: 'A supplier goes by its name',
    fixture: {
      products: [{ name: 'NUT', cost: 1 }],
      purchases: [
        { name: 'PO', partner: '=Wood Corner', lines: [{ product: 'NUT', quantity: 10, price: 2 }] },
      ],
    },
    events: (n) => [
      {
        type: 'goods.received',
        data: {
          purchaseOrder: n('PO'),
          supplier: 'Lumber Inc',
          lines: [{ item: n('NUT'), quantity: pieces(10) }],
        },
      },
    ],
    refused: 'wrong-supplier',
    because: /placed with Wood Corner, not with Lumber Inc/,
    screens: [],
  },
  {
    says: 'A unit that was made in Odoo goes by its name in the code mapping',
    fixture: {
      units: [{ name: 'Carton of 8', of: 'Units', quantity: 8 }],
      products: [{ name: 'CAN', cost: 2 }],
    },
    codes: (n) => ({ 'unit#XCT': n('Carton of 8') }),
    events: (n) => [counted(n('CAN'), 3, 'XCT')],
    screens: [{ do: 'count', product: 'CAN', quantity: 24 }],
  },
  {
    says: 'A unit that was made in Odoo is sold',
    fixture: {
      units: [{ name: 'Pallet of 40', of: 'Units', quantity: 40 }],
      products: [{ name: 'CAN', cost: 2, price: 5 }],
    },
    codes: (n) => ({ 'unit#XPX': n('Pallet of 40') }),
    events: (n) => [
      {
        type: 'sales-order.placed',
        data: {
          order: n('SHOP-4'),
          customer: 'Ready Mat',
          lines: [{ item: n('CAN'), quantity: { value: 2, unit: 'XPX' } }],
        },
      },
    ],
    screens: [
      {
        do: 'sell',
        reference: 'SHOP-4',
        customer: '=Ready Mat',
        product: 'CAN',
        quantity: 2,
        unit: 'Pallet of 40',
      },
    ],
  },
  ...['Bundle of 5', 'Botte de 5'].map(
    (name): Case => ({
      says: `A French user’s database: a unit is mapped by the name ${name}`,
      language: 'fr_FR',
      fixture: {
        units: [{ name: 'Bundle of 5', of: 'Units', quantity: 5, translated: { fr_FR: 'Botte de 5' } }],
        products: [{ name: 'ROD', cost: 2 }],
      },
      codes: (n) => ({ 'unit#XBE': n(name) }),
      events: (n) => [counted(n('ROD'), 4, 'XBE')],
      screens: [{ do: 'count', product: 'ROD', quantity: 20 }],
    }),
  ),
  {
    says: 'A unit of the plant is in no code mapping',
    fixture: { products: [{ name: 'BIN', cost: 4 }] },
    events: (n) => [counted(n('BIN'), 3, 'XCT')],
    refused: 'unknown-unit',
    because: /no unit of measure with external id or name XCT/,
    screens: [],
  },
];
