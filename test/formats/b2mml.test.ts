import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../events/envelope.ts';
import { plants } from '../../plants/index.ts';
import {
  actual,
  dairy,
  documentBytes,
  entriesOf,
  eventsOf,
  performance,
  read,
  said,
  segment,
} from './reading.ts';

const { oslo, gdansk } = plants;

const shift = [
  [
    'production.scrapped',
    { order: 'OSL/MO/1003', item: 'CUP', quantity: { value: 40, unit: 'H87' }, reason: 'BROKEN' },
  ],
  [
    'production.reported',
    {
      order: 'OSL/MO/1003',
      quantity: { value: 480, unit: 'KGM' },
      lot: { number: 'Y26-1123-2', expiresAt: '2026-12-21T00:00:00+01:00' },
      consumed: [
        {
          item: 'MILK',
          quantity: { value: 500.3, unit: 'KGM' },
          lots: [
            { number: 'M-77', quantity: { value: 300.1, unit: 'KGM' } },
            { number: 'M-78', quantity: { value: 200.2, unit: 'KGM' } },
          ],
        },
        { item: 'CUP', quantity: { value: 1000, unit: 'H87' } },
      ],
      labour: [
        {
          operation: 'Mix',
          workCenter: 'LINE-1',
          startedAt: '2026-11-23T12:25:00+01:00',
          endedAt: '2026-11-23T13:55:00+01:00',
          note: '4711',
        },
      ],
    },
  ],
  [
    'production.scrapped',
    { order: 'OSL/MO/1003', item: 'YOGHURT', quantity: { value: 12, unit: 'KGM' }, lot: 'Y26-1123-2' },
  ],
  ['material.consumed', { order: 'OSL/MO/1001', item: 'CUP', quantity: { value: 400, unit: 'H87' } }],
];

describe('a B2MML V7 performance of a shift', () => {
  const result = read(documentBytes('v7-shift.xml'), { plant: oslo });

  it('becomes scrap of components, the report with consumption and labour, then scrap of the product', () => {
    expect(result).toMatchObject({ ok: true, documentId: 'PERF-2026-11-23-A' });
    expect(said(result)).toEqual(shift);
  });

  it('gives events that the contract takes, at the times of their segments', () => {
    const events = eventsOf(result);
    expect(events).toHaveLength(4);
    expect(events.map(({ time }) => time)).toEqual([
      '2026-11-23T13:55:00+01:00',
      '2026-11-23T13:55:00+01:00',
      '2026-11-23T13:55:00+01:00',
      // Without an offset: by the clock on the plant's wall.
      '2026-11-23T12:00:00+01:00',
    ]);
    expect(new Set(events.map(({ source }) => source))).toEqual(new Set(['/plants/oslo/mes']));
    expect(new Set(events.map(({ id }) => id)).size).toBe(4);
  });

  it('says where in the document each event stands', () => {
    expect(entriesOf(result).map(({ place, line }) => [place, line])).toEqual([
      ['/OperationsPerformance/OperationsResponse[1]/SegmentResponse/MaterialActual[5]', 92],
      ['/OperationsPerformance/OperationsResponse[1]/SegmentResponse/MaterialActual[4]', 71],
      ['/OperationsPerformance/OperationsResponse[1]/SegmentResponse/MaterialActual[6]', 105],
      ['/OperationsPerformance/OperationsResponse[2]/SegmentResponse/MaterialActual', 122],
    ]);
  });

  it('has the same events, ids and fingerprints when it is sent again', () => {
    const again = read(documentBytes('v7-shift.xml'), { plant: oslo });
    expect(again).toEqual(result);
  });

  it('has the same events, ids and fingerprints in the JSON form', () => {
    const identity = (event: Record<string, unknown>) => [event.id, fingerprintOf(event as never)];
    const json = read(documentBytes('v7-shift.json'), { plant: oslo, contentType: 'application/json' });
    expect(eventsOf(json).map(identity)).toEqual(eventsOf(result).map(identity));
  });

  it('keeps the ids of its events when responses are put before and after them', () => {
    const text = documentBytes('v7-shift.xml').toString();
    const extra = (id: string) =>
      `<OperationsResponse><ID>${id}</ID><OperationsRequestID>MO</OperationsRequestID>${segment(actual('Produced', '1'))}</OperationsResponse>`;
    const longer = text
      .replace('<OperationsResponse>', `${extra('RESP-0')}<OperationsResponse>`)
      .replace('</OperationsPerformance>', `${extra('RESP-3')}</OperationsPerformance>`);
    const ids = eventsOf(read(longer, { plant: oslo })).map(({ id }) => id);
    expect(ids).toHaveLength(6);
    expect(ids.slice(1, 5)).toEqual(eventsOf(result).map(({ id }) => id));
  });
});

describe('older forms of B2MML', () => {
  it('V4.01: a declaration with elements for what was produced and consumed', () => {
    const plant = dairy({ b2mml: { sublots: 'ignored' } });
    const result = read(documentBytes('v0401-declaration.xml'), { plant, contentType: 'text/xml' });
    expect(said(result)).toEqual([
      ['refused', [expect.stringContaining('<ConsumableActual> in line 34 is "Consumable"')]],
      [
        'production.reported',
        {
          order: 'OSL/MO/1002',
          quantity: { value: 480, unit: 'KGM' },
          lot: { number: '0000429633' },
          consumed: [
            {
              item: 'MILK',
              quantity: { value: 500, unit: 'KGM' },
              lots: [{ number: 'M-77', quantity: { value: 500, unit: 'KGM' } }],
            },
          ],
        },
      ],
    ]);
    expect(eventsOf(result)[0]).toMatchObject({ time: '2026-11-23T10:15:30+01:00' });
  });

  it('V6: a transaction with prefixes, in Latin-1, with one actual for each serial number', () => {
    const bytes = Buffer.from(documentBytes('v6-process.xml').toString(), 'latin1');
    expect(said(read(bytes, { plant: gdansk }))).toEqual([
      [
        'production.reported',
        {
          order: 'GDA/MO/2001',
          quantity: { value: 2, unit: 'C62' },
          serials: [{ number: 'SN-000101' }, { number: 'SN-000102' }],
          consumed: [
            {
              item: 'PL-100-02',
              quantity: { value: 2, unit: 'C62' },
              lots: [
                { number: 'P-1', quantity: { value: 1, unit: 'C62' } },
                { number: 'P-2', quantity: { value: 1, unit: 'C62' } },
              ],
            },
          ],
        },
      ],
    ]);
  });

  it.each([
    'http://www.mesa.org/xml/B2MML-V0700',
    'http://www.mesa.org/xml/B2MML-V0601',
    'http://www.mesa.org/xml/B2MML-V0500',
    'http://www.wbf.org/xml/B2MML-V0401',
    'http://www.wbf.org/xml/b2mml-v04',
  ])('namespace %s is B2MML', (namespace) => {
    const text = performance(segment(actual('Produced', '1'))).replace(
      'http://www.mesa.org/xml/B2MML',
      namespace,
    );
    expect(said(read(text))).toHaveLength(1);
  });

  it('no namespace at all is taken for B2MML, another one is not', () => {
    const text = performance(segment(actual('Produced', '1')));
    expect(said(read(text.replace(/ xmlns="[^"]*"/, '')))).toHaveLength(1);
    expect(read(text.replace('xml/B2MML', 'xml/B2MML-V0300'))).toMatchObject({
      status: 422,
      line: 1,
      detail: expect.stringContaining('which is not B2MML'),
    });
  });

  it('a response on its own is named by its id', () => {
    const response = /<OperationsResponse>.*<\/OperationsResponse>/s.exec(
      performance(segment(actual('Produced', '1'))),
    )?.[0];
    expect(read(response ?? '')).toMatchObject({ ok: true, documentId: 'R-1', entries: [{ event: {} }] });
  });
});
