import { verdicts } from '../../events/booking.ts';
import { counted, maxTracedLinks, maxTracedLots } from '../../events/limits.ts';
import { units } from '../../events/units.ts';
import { documentKinds } from '../../lambdas/traceability/traced.ts';
import type { Json } from './json-schema.ts';
import { list, object, ref, text, time } from './shapes.ts';

const place = { type: 'integer', description: '`id` of a node' };

const completeness = {
  truncated: {
    type: 'boolean',
    description: `a bound was reached (${counted(maxTracedLots)} lots, ${counted(maxTracedLinks)} links or documents): the nearest lots are here, others are not`,
  },
  withheld: { type: 'boolean', description: 'something of plants that you may not read was left out' },
  remarks: { type: 'array', items: text, description: 'the same in words' },
};

const parties = {
  purchaseOrder: text,
  supplierReference: { ...text, description: 'the supplier’s own number of the purchase order' },
  supplier: ref('party'),
  salesOrder: text,
  customerReference: { ...text, description: 'the customer’s own number of the order' },
  customer: ref('party'),
  address: { ...ref('party'), description: 'of the supplier or customer, where it is not its main one' },
  trackingNumber: text,
};

const lot = {
  item: { ...text, description: 'Odoo’s internal reference' },
  lot: text,
  name: text,
  plant: {
    ...text,
    description:
      'where it was made or received; absent where you may not read that plant, and then all else is',
  },
  expires: time,
  verdict: { ...text, enum: verdicts },
  verdictAt: time,
};

/** Answers about where lots came from and where they went. */
export const tracingSchemas: Json = {
  party: object({ reference: text, name: text }, []),
  tracedQuantity: object(
    {
      value: { type: 'number' },
      unit: { ...text, enum: Object.keys(units), description: 'UN/CEFACT Recommendation 20 code' },
      unitName: { ...text, description: 'Odoo’s name of a unit that has no code' },
    },
    ['value'],
  ),
  lotDocument: object(
    {
      kind: { ...text, enum: documentKinds },
      name: text,
      plant: text,
      at: time,
      quantity: {
        ...ref('tracedQuantity'),
        description: 'of a count or an unbuilding negative where goods went',
      },
      of: { ...text, description: 'the transfer that a return takes back' },
      ...parties,
    },
    ['kind', 'name', 'plant', 'at', 'quantity'],
  ),
  genealogy: object(
    {
      lot: text,
      item: text,
      direction: { ...text, enum: ['up', 'down'] },
      ...completeness,
      nodes: {
        type: 'array',
        description: 'each lot once; the one that was asked for is the first',
        items: object({ id: { type: 'integer' }, ...lot, documents: list(ref('lotDocument')) }, [
          'id',
          'item',
          'lot',
        ]),
      },
      links: {
        type: 'array',
        items: object(
          {
            from: { ...place, description: '`id` of the lot that was used' },
            to: { ...place, description: '`id` of the lot that was made' },
            kind: { ...text, enum: ['production', 'other'] },
            document: { ...text, description: 'the production order' },
            plant: text,
            at: time,
            consumed: {
              ...ref('tracedQuantity'),
              description: 'all that the order took of the lot, for whatever it made',
            },
            returned: { ...ref('tracedQuantity'), description: 'of that, what was given back later' },
            produced: { ...ref('tracedQuantity'), description: 'what the order made of the lot' },
            unbuilt: { ...ref('tracedQuantity'), description: 'of that, what was taken apart again' },
            correctedAt: { ...time, description: 'when the last of what came back did' },
          },
          ['from', 'to'],
        ),
      },
    },
    ['lot', 'item', 'direction', 'truncated', 'withheld', 'nodes', 'links'],
  ),
  recall: object(
    {
      lot: text,
      item: text,
      ...completeness,
      shipments: list(transfer('delivery')),
      returns: list(transfer('return')),
      lots: {
        type: 'array',
        description: 'every affected lot',
        items: object(
          {
            ...lot,
            onHand: {
              type: 'array',
              items: object({ location: text, plant: text, quantity: ref('tracedQuantity') }, [
                'location',
                'quantity',
              ]),
            },
          },
          ['item', 'lot', 'onHand'],
        ),
      },
    },
    ['lot', 'item', 'truncated', 'withheld', 'shipments', 'returns', 'lots'],
  ),
};

function transfer(name: 'delivery' | 'return'): Json {
  return object(
    {
      [name]: text,
      ...(name === 'return' && { delivery: { ...text, description: 'what came back' } }),
      plant: text,
      at: time,
      ...parties,
      lots: {
        type: 'array',
        items: object(
          {
            item: text,
            lot: text,
            quantity: ref('tracedQuantity'),
            ...(name === 'delivery' && {
              returned: { ...ref('tracedQuantity'), description: 'of that, what came back' },
            }),
          },
          ['item', 'lot', 'quantity'],
        ),
      },
    },
    [name, 'plant', 'at', 'lots'],
  );
}
