import { describe, expect, it } from 'vitest';
import { actual, dairy, entriesOf, eventsOf, performance, read, said, segment } from './reading.ts';

const kilograms = (value: number) => ({ value, unit: 'KGM' });
const completed = { head: '<SegmentState>Completed</SegmentState>' };
const person = (inside: string) => `<PersonnelActual><PersonID>ANNA</PersonID>${inside}</PersonnelActual>`;
const line1 = '<EquipmentActual><EquipmentID>LINE-1</EquipmentID></EquipmentActual>';

describe('materials of a segment', () => {
  it('consumption without a product is a goods issue each', () => {
    const text = performance(
      segment(actual('Consumed', '5', { item: 'MILK' }) + actual('Consumed', '6', { item: 'MILK' })),
    );
    expect(said(read(text))).toEqual([
      ['material.consumed', { order: 'MO-1', item: 'MILK', quantity: kilograms(5) }],
      ['material.consumed', { order: 'MO-1', item: 'MILK', quantity: kilograms(6) }],
    ]);
    expect(new Set(eventsOf(read(text)).map(({ id }) => id)).size).toBe(2);
  });

  it('several lots are a report each', () => {
    const lot = (number: string) => ({ more: `<MaterialLotID>${number}</MaterialLotID>` });
    const text = performance(
      segment(
        actual('Produced', '5', lot('A')) +
          actual('Yield Produced', '6', lot('B')) +
          actual('produced', '1', lot('A')),
      ),
    );
    expect(said(read(text))).toEqual([
      ['production.reported', { order: 'MO-1', quantity: kilograms(6), lot: { number: 'A' } }],
      ['production.reported', { order: 'MO-1', quantity: kilograms(6), lot: { number: 'B' } }],
    ]);
  });

  it('several lots that share their consumption are refused: which lot took what is not said', () => {
    const lot = (number: string) => ({ more: `<MaterialLotID>${number}</MaterialLotID>` });
    const text = performance(
      segment(
        actual('Produced', '5', lot('A')) +
          actual('Produced', '6', lot('B')) +
          actual('Consumed', '9', { item: 'MILK' }),
      ),
    );
    expect(said(read(text))).toEqual([
      ['refused', [expect.stringContaining('ambiguous: <SegmentResponse> in line 3 makes several lots')]],
    ]);
  });

  it('several products for one order are refused', () => {
    const text = performance(segment(actual('Produced', '5') + actual('Produced', '6', { item: 'WHEY' })));
    expect(said(read(text))).toEqual([
      ['refused', [expect.stringContaining('makes several items for one order')]],
    ]);
  });

  it('a by-product beside one product is part of its report', () => {
    const whey = actual('By-product Produced', '6', { item: 'WHEY' });
    expect(said(read(performance(segment(actual('Produced', '5') + whey))))).toEqual([
      [
        'production.reported',
        { order: 'MO-1', quantity: kilograms(5), byProducts: [{ item: 'WHEY', quantity: kilograms(6) }] },
      ],
    ]);
  });

  it('a by-product without a product is refused', () => {
    expect(said(read(performance(segment(actual('By-product Produced', '6', { item: 'WHEY' })))))).toEqual([
      ['refused', [expect.stringContaining('<MaterialActual> in line 4 is a by-product')]],
    ]);
  });

  it.each(['Co-product Produced', 'Inventoried', 'Retained Sample', 'Other', 'constructor'])(
    'a use that no event has (%s) is refused, and the rest is taken',
    (use) => {
      const text = performance(segment(actual('Produced', '5') + actual(use, '6', { item: 'WHEY' })));
      expect(said(read(text))).toEqual([
        ['refused', [expect.stringContaining(`unsupported-use: <MaterialActual> in line 6 is "${use}"`)]],
        ['production.reported', { order: 'MO-1', quantity: kilograms(5) }],
      ]);
    },
  );

  it('an actual that does not say its use is refused', () => {
    expect(said(read(performance(segment(actual('', '5')))))).toEqual([
      ['refused', ['required: <MaterialActual> in line 4 does not say its MaterialUse']],
    ]);
  });

  it.each([
    ['no number', actual('Produced', '5 kg'), 'type: "5 kg" in <Quantity> in line 5 is not a number'],
    ['a decimal comma', actual('Produced', '5,5'), 'type: "5,5" in <Quantity> in line 5 is not a number'],
    ['a hexadecimal number', actual('Produced', '0x10'), 'type: "0x10" in'],
    ['not a number', actual('Produced', 'NaN'), 'type: "NaN" in'],
    ['no quantity', actual('Produced', ''), 'required: <Quantity> in line 5 has no QuantityString'],
    ['an unknown unit', actual('Produced', '5', { unit: 'KISTE' }), 'enum: "KISTE" in <Quantity> in line 5'],
    ['a unit of JavaScript', actual('Produced', '5', { unit: 'toString' }), 'enum: "toString"'],
    ['no unit', actual('Produced', '5', { unit: '' }), 'required: <Quantity> in line 5 has no UnitOfMeasure'],
    [
      'a type that is no amount',
      actual('Produced', '5').replace('<Unit', '<DataType>dateTime</DataType><Unit'),
      'type: <Quantity> in line 5 is of type dateTime',
    ],
    [
      'a second quantity',
      actual('Produced', '5').replace('</Quantity>', '</Quantity><Quantity/>'),
      'ambiguous: <Quantity> in line 5 is a second quantity',
    ],
    [
      'two lots',
      actual('Produced', '5', { more: '<MaterialLotID>A</MaterialLotID><MaterialLotID>B</MaterialLotID>' }),
      'ambiguous: <MaterialActual> in line 4 has several lots for one quantity',
    ],
    [
      'an assembly within',
      actual('Produced', '5', { more: '<AssemblyActual/>' }),
      'unsupported-element: <AssemblyActual> in line 4 is not supported in MaterialActual',
    ],
    [
      'a misspelt element',
      actual('Produced', '5', { more: '<MaterialLotId>A</MaterialLotId>' }),
      'unsupported-element: <MaterialLotId> in line 4',
    ],
    [
      'a lot and sublots',
      actual('Produced', '5', {
        more: '<MaterialLotID>A</MaterialLotID><MaterialSubLotID>S</MaterialSubLotID>',
      }),
      'lot-or-serials: has a MaterialLotID and MaterialSubLotIDs',
    ],
    [
      'consumption of a lot and of none',
      actual('Produced', '5') +
        actual('Consumed', '5', { item: 'MILK', more: '<MaterialLotID>A</MaterialLotID>' }) +
        actual('Consumed', '5', { item: 'MILK' }),
      'lots-add-up: <MaterialActual> in line 8 names no lot',
    ],
    [
      'consumption in two units',
      actual('Produced', '5') +
        actual('Consumed', '5', { item: 'MILK' }) +
        actual('Consumed', '5', { item: 'MILK', unit: 'LTR' }),
      'lot-unit: <MaterialActual> in line 8 is in LTR, the same item before it in KGM',
    ],
    [
      'consumption that cannot be read',
      actual('Produced', '5') + actual('Consumed', '?', { item: 'MILK' }),
      'type: "?" in <Quantity> in line 7 is not a number',
    ],
  ])('%s: nothing of the report is booked, and the line is named', (_, inside, words) => {
    expect(said(read(performance(segment(inside))))).toEqual([['refused', [expect.stringContaining(words)]]]);
  });

  it('consumables are skipped or booked as the profile says', () => {
    const text = performance(segment(actual('Consumable', '5', { item: 'GLOVES' })));
    expect(said(read(text, { plant: dairy({ b2mml: { consumables: 'ignored' } }) }))).toEqual([]);
    expect(said(read(text, { plant: dairy({ b2mml: { consumables: 'consumed' } }) }))).toEqual([
      ['material.consumed', { order: 'MO-1', item: 'GLOVES', quantity: kilograms(5) }],
    ]);
  });

  it('quantities beyond what the contract takes are left to it', () => {
    const [entry] = entriesOf(read(performance(segment(actual('Produced', '-5')))));
    expect(entry).toMatchObject({ event: { subject: '-', data: { quantity: kilograms(-5) } } });
  });
});

describe('labour', () => {
  it('beside a product is a row of its report; on its own it is reported with the person', () => {
    const row = {
      operation: 'Mix',
      workCenter: 'LINE-1',
      startedAt: '2026-11-23T06:00:00Z',
      endedAt: '2026-11-23T08:00:00Z',
    };
    expect(said(read(performance(segment(person('') + line1 + actual('Produced', '5')))))).toEqual([
      ['production.reported', { order: 'MO-1', quantity: kilograms(5), labour: [{ ...row, note: 'ANNA' }] }],
    ]);
    expect(said(read(performance(segment(person('') + line1))))).toEqual([
      ['labor.reported', { order: 'MO-1', ...row, person: 'ANNA' }],
    ]);
  });

  it.each([
    [
      'an amount of hours up to the end',
      '<Quantity><QuantityString>0.5</QuantityString><UnitOfMeasure>h</UnitOfMeasure></Quantity>',
      ['2026-11-23T07:30:00Z', '2026-11-23T08:00:00Z'],
    ],
    [
      'properties with its own times',
      '<PersonnelActualProperty><ID>ActualStartTime</ID><Value><ValueString>2026-11-23T07:10:00+01:00</ValueString></Value></PersonnelActualProperty><PersonnelActualProperty><ID>ActualEndTime</ID><Value><ValueString>2026-11-23T07:20:00+01:00</ValueString></Value></PersonnelActualProperty>',
      ['2026-11-23T07:10:00+01:00', '2026-11-23T07:20:00+01:00'],
    ],
    [
      'elements with its own times',
      '<ActualStartTime>2026-11-23T07:10:00</ActualStartTime><ActualEndTime>2026-11-23T07:20:00</ActualEndTime>',
      ['2026-11-23T07:10:00+01:00', '2026-11-23T07:20:00+01:00'],
    ],
    [
      'one person',
      '<Quantity><QuantityString>1</QuantityString><UnitOfMeasure>pcs</UnitOfMeasure></Quantity>',
      ['2026-11-23T06:00:00Z', '2026-11-23T08:00:00Z'],
    ],
  ])('is as long as %s says', (_, inside, [startedAt, endedAt]) => {
    const [event] = entriesOf(read(performance(segment(person(inside)))));
    expect(event).toMatchObject({ event: { time: endedAt, data: { startedAt, endedAt } } });
  });

  it.each([
    [
      'three persons at once',
      '<Quantity><QuantityString>3</QuantityString><UnitOfMeasure>pcs</UnitOfMeasure></Quantity>',
      'ambiguous: <PersonnelActual> in line 4 is of several persons',
    ],
    [
      'a negative time',
      '<Quantity><QuantityString>-3</QuantityString><UnitOfMeasure>h</UnitOfMeasure></Quantity>',
      'duration:',
    ],
    ['two names', '<PersonID>OLE</PersonID>', 'ambiguous: <PersonnelActual> in line 4 has several PersonIDs'],
    [
      'a start that is no time',
      '<ActualStartTime>early</ActualStartTime>',
      'format: <PersonnelActual> in line 4 has the ActualStartTime "early"',
    ],
    ['a crew within', '<PersonnelActual/>', 'unsupported-element: <PersonnelActual> in line 4'],
  ])('of %s is refused', (_, inside, words) => {
    expect(said(read(performance(segment(person(inside)))))).toEqual([
      ['refused', [expect.stringContaining(words)]],
    ]);
  });

  it('names no operation where segments are none, and then needs one piece of equipment', () => {
    const plant = dairy({ b2mml: { operations: 'none' } });
    expect(said(read(performance(segment(person('') + line1)), { plant }))).toEqual([
      ['labor.reported', expect.not.objectContaining({ operation: 'Mix' })],
    ]);
    expect(said(read(performance(segment(person(''))), { plant }))).toEqual([
      ['refused', [expect.stringContaining('names neither an operation nor one piece of equipment')]],
    ]);
  });
});

describe('a segment or response that says Completed', () => {
  const text = performance(
    segment(actual('Produced', '5'), completed) +
      segment(actual('Produced', '6') + actual('Consumed', '1', { item: 'MILK' })) +
      segment(actual('Consumed', '2', { item: 'CUP' })),
    { state: 'Completed' },
  );
  const finals = (final: 'never' | 'response-completed' | 'segment-completed') =>
    said(read(text, { plant: dairy({ b2mml: { final } }) })).map(([name, data]) => [
      name,
      (data as { quantity: { value: number } }).quantity.value,
      (data as { final?: boolean }).final,
    ]);

  it('closes nothing unless the profile says so', () => {
    expect(finals('never').map(([, , final]) => final)).toEqual([undefined, undefined, undefined]);
  });

  it('closes the order with the last report, which then goes last', () => {
    expect(finals('response-completed')).toEqual([
      ['production.reported', 5, undefined],
      ['material.consumed', 2, undefined],
      ['production.reported', 6, true],
    ]);
  });

  it('closes the order with the segment’s own report', () => {
    expect(finals('segment-completed')).toEqual([
      ['production.reported', 5, true],
      ['production.reported', 6, undefined],
      ['material.consumed', 2, undefined],
    ]);
  });

  it('cannot close an order of which it reports no quantity', () => {
    const nothing = performance(segment(actual('Consumed', '2')), { state: 'Completed' });
    const plant = dairy({ b2mml: { final: 'response-completed' } });
    expect(said(read(nothing, { plant })).at(-1)).toEqual([
      'refused',
      [expect.stringContaining('says Completed and reports no quantity')],
    ]);
  });

  it('finishes its work order where the profile says so', () => {
    const plant = dairy({ b2mml: { finishesWorkOrders: true } });
    const finishing = performance(segment(line1 + actual('Produced', '5'), completed));
    expect(said(read(finishing, { plant })).at(-1)).toEqual([
      'work-order.finished',
      { order: 'MO-1', operation: 'Mix', workCenter: 'LINE-1' },
    ]);
  });
});

describe('what is around the segments', () => {
  const whole = performance(segment(actual('Produced', '5')));

  it.each([
    [
      'has no order',
      whole.replace(/<OperationsRequestID>.*?<\/OperationsRequestID>/, ''),
      'required: <OperationsResponse> in line 2 has no OperationsRequestID',
    ],
    [
      'has two orders',
      whole.replace(
        '<OperationsRequestID>',
        '<OperationsRequestID>MO-2</OperationsRequestID><OperationsRequestID>',
      ),
      'is about several orders',
    ],
    [
      'is about the warehouse',
      whole.replace(
        '<OperationsRequestID>',
        '<OperationsType>Inventory</OperationsType><OperationsRequestID>',
      ),
      'is about Inventory, not production',
    ],
    [
      'has a misspelt part',
      whole.replace('<OperationsRequestID>', '<SegmentRespons/><OperationsRequestID>'),
      'unsupported-element: <SegmentRespons> in line 2',
    ],
    ['has no segment', performance(''), 'has no SegmentResponse'],
    [
      'has a segment that is about maintenance',
      performance(segment('', { head: '<OperationsType>Maintenance</OperationsType>' })),
      'is about Maintenance, not production',
    ],
    [
      'has a segment without a time',
      performance(`<SegmentResponse>${actual('Produced', '5')}</SegmentResponse>`),
      'required: says nowhere when it happened',
    ],
    [
      'has a time the clocks never showed',
      whole.replace('2026-11-23T08:00:00Z', '2026-03-29T02:30:00'),
      'no-such-time: "2026-03-29T02:30:00" in <ActualEndTime> in line 3 the clocks of Europe/Oslo never showed',
    ],
    [
      'has a date that is none',
      whole.replace('2026-11-23T08:00:00Z', '2026-02-30T08:00:00Z'),
      'format: "2026-02-30T08:00:00Z" in <ActualEndTime>',
    ],
  ])('a response that %s is refused', (_, text, words) => {
    expect(said(read(text))).toEqual([['refused', [expect.stringContaining(words)]]]);
  });

  it.each([
    ['withdraws', 'CancelOperationsPerformance', 'Cancel transactions are not taken'],
    ['asks', 'GetOperationsPerformance', 'Get transactions are not taken'],
    ['plans', 'OperationsSchedule', '<OperationsSchedule> in line 1 is not taken'],
    ['is empty', 'ProcessOperationsPerformance', 'holds no OperationsPerformance in a DataArea'],
  ])('a document that %s is refused', (_, root, words) => {
    expect(read(`<${root} xmlns="http://www.mesa.org/xml/B2MML"/>`)).toMatchObject({
      status: 422,
      detail: expect.stringContaining(words),
      place: `/${root}`,
      line: 1,
    });
  });

  it('a transaction that takes back is refused', () => {
    const text = `<SyncOperationsPerformance><DataArea><Sync><ActionCriteria><ActionExpression actionCode="Delete"/></ActionCriteria></Sync>${whole}</DataArea></SyncOperationsPerformance>`;
    expect(read(text)).toMatchObject({ status: 422, detail: expect.stringContaining('the action Delete') });
    expect(said(read(text.replace('Delete', 'Add')))).toHaveLength(1);
  });

  it('a document without an id is refused, unless each response has one', () => {
    expect(eventsOf(read(whole.replace('<ID>P-1</ID>', '')))).toHaveLength(1);
    expect(read(whole.replaceAll(/<ID>..?.?<\/ID>/g, ''))).toMatchObject({
      status: 422,
      detail: expect.stringContaining('could not be told from another one'),
    });
  });

  it('extensions in a namespace of their own are left out, whatever they hold', () => {
    const extended = whole.replace(
      '<Quantity>',
      '<x:Q xmlns:x="urn:x"><Quantity/><AssemblyActual/></x:Q><Quantity>',
    );
    expect(said(read(extended))).toEqual(said(read(whole)));
  });

  it('extensions without one are left out where the profile names them, and only there', () => {
    const report = `<ProductionPerformance><ID>P-1</ID><Location><EquipmentID>0042</EquipmentID></Location>
<PublishedDate>2026-11-23T10:15:00</PublishedDate><ProductionResponse><ProductionRequestID>MO-1</ProductionRequestID>
<SegmentResponse><ID>7</ID><MaterialProducedActual><MaterialDefinitionID>000000000000001234</MaterialDefinitionID>
<MaterialLotID>L-1</MaterialLotID><Location><EquipmentID>0042</EquipmentID><site_Bin>4</site_Bin></Location>
<Quantity><QuantityString>48.000</QuantityString><DataType>decimal</DataType><UnitOfMeasure>KG</UnitOfMeasure></Quantity>
<site_StockType>Q</site_StockType></MaterialProducedActual></SegmentResponse></ProductionResponse>
<site_User>X</site_User></ProductionPerformance>`;
    expect(read(report)).toMatchObject({
      status: 422,
      detail: expect.stringContaining('<site_User> in line 7 is not supported in ProductionPerformance'),
    });
    const plant = dairy({ b2mml: { extensions: ['site_User', 'site_StockType', 'Quantity'] } });
    const [[name, data] = []] = said(read(report, { plant }));
    expect(name).toBe('production.reported');
    expect(data).toEqual({
      order: 'MO-1',
      quantity: { value: 48, unit: 'KGM' },
      lot: { number: 'L-1' },
    });
    const user = dairy({ b2mml: { extensions: ['site_User'] } });
    expect(said(read(report, { plant: user }))).toEqual([
      ['refused', [expect.stringContaining('<site_StockType> in line 6')]],
    ]);
  });
});
