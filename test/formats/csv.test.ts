import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../events/envelope.ts';
import { csvLimits } from '../../events/limits.ts';
import { parseEvent } from '../../events/parse-event.ts';
import { csvMappingOf, explainByColumn } from '../../lambdas/inbound/formats/csv.ts';
import { plants } from '../../plants/index.ts';
import { dairy, entriesOf, eventsOf, read, said } from './reading.ts';

const lyon = plants.lyon as NonNullable<typeof plants.lyon>;
const header = 'N° pesée;Date;Heure;OF;Article;Lot;Quantité;Unité;Poste';
const weighings = (rows: readonly string[], head = header) =>
  read(Buffer.from([head, ...rows].join('\r\n'), 'latin1'), {
    plant: lyon,
    contentType: 'text/csv',
    system: 'weighing',
    mapping: 'weighings',
  });
const row = (number: number, change: Partial<Record<string, string>> = {}): string => {
  const cells: Record<string, string | undefined> = {
    'N° pesée': `P${number}`,
    Date: '23/11/2026',
    Heure: `08:${String(number % 60).padStart(2, '0')}:00`,
    OF: 'LYO/MO/3001',
    Article: '3 400 000 000 017',
    Lot: 'GLY-9',
    Quantité: '1 250,5',
    Unité: 'g',
    Poste: 'B2',
    ...change,
  };
  return header
    .split(';')
    .map((name) => cells[name])
    .join(';');
};

describe('a file of weighings', () => {
  it('is a goods issue for each row, in the plant’s encoding, numbers, units and time', () => {
    const result = weighings([row(1), '', row(2, { Lot: '', Unité: 'KGM', Quantité: '2' })]);
    expect(result).toMatchObject({ ok: true, header: header.split(';') });
    expect(entriesOf(result)).toMatchObject([
      { place: 'row 2', line: 2, raw: row(1).split(';'), event: { time: '2026-11-23T08:01:00+01:00' } },
      { place: 'row 4', line: 4 },
    ]);
    const quantity = { value: 1250.5, unit: 'GRM' };
    expect(said(result)).toEqual([
      [
        'material.consumed',
        { order: 'LYO/MO/3001', item: '3 400 000 000 017', quantity, lots: [{ number: 'GLY-9', quantity }] },
      ],
      [
        'material.consumed',
        { order: 'LYO/MO/3001', item: '3 400 000 000 017', quantity: { value: 2, unit: 'KGM' } },
      ],
    ]);
    expect(eventsOf(result)).toMatchObject([{ source: '/plants/lyon/weighing', subject: 'LYO/MO/3001' }, {}]);
  });

  it('of 1,000 rows with 37 bad ones gives 963 events and 37 explanations', () => {
    const faults: [Partial<Record<string, string>>, string, string, string][] = [
      [{ OF: '' }, '/data/order', 'required', 'column "OF": is required'],
      [
        { Quantité: '1.250,5' },
        '/data/quantity/value',
        'type',
        'column "Quantité": "1.250,5" is not a number',
      ],
      [{ Quantité: '' }, '/data/quantity/value', 'required', 'column "Quantité": is required'],
      [{ Unité: 'sac' }, '/data/quantity/unit', 'enum', 'column "Unité": "sac" is neither a unit'],
      [{ Date: '2026-11-23' }, '/time', 'format', 'column "Date" and "Heure": "2026-11-23 08:'],
      [{ Heure: '' }, '/time', 'required', 'column "Heure": is required'],
      [{ 'N° pesée': '' }, '/id', 'required', 'column "N° pesée": is required'],
      [{ Poste: 'B2;B3' }, '', 'columns', 'has 10 cells, the first row has 9'],
    ];
    const isBad = (number: number) => number % 27 === 0;
    const rows = Array.from({ length: 1000 }, (_, index) =>
      row(index + 1, isBad(index + 1) ? faults[index % faults.length]?.[0] : {}),
    );
    const result = weighings(rows);
    expect(eventsOf(result)).toHaveLength(963);
    const refused = entriesOf(result).filter((entry) => 'findings' in entry);
    expect(refused).toHaveLength(37);
    for (const entry of refused) {
      const number = Number(entry.place.slice('row '.length)) - 1;
      expect(isBad(number)).toBe(true);
      const [, pointer, rule, words] = faults[(number - 1) % faults.length] ?? [];
      expect(entry).toMatchObject({
        line: number + 1,
        raw: rows[number - 1]?.split(';'),
        findings: expect.arrayContaining([{ pointer, rule, detail: expect.stringContaining(words ?? '') }]),
      });
    }
    expect(new Set(eventsOf(result).map(({ id }) => id)).size).toBe(963);
  });

  it('that is sent again with rows mended, moved and added books each row once', () => {
    const identities = (result: ReturnType<typeof weighings>) =>
      eventsOf(result).map((event) => `${event.id} ${fingerprintOf(event as never)}`);
    const first = identities(weighings([row(1), row(2, { Unité: 'sac' }), row(3)]));
    const second = identities(weighings([row(4), row(3), row(2), row(1)]));
    expect(first).toHaveLength(2);
    expect(second).toHaveLength(4);
    expect(second).toEqual(expect.arrayContaining(first));
    expect(new Set(second).size).toBe(4);
  });

  it('that changes what a booked row says keeps its id, so that the contradiction is seen', () => {
    const [one] = eventsOf(weighings([row(1)]));
    const [other] = eventsOf(weighings([row(1, { Quantité: '9' })]));
    expect(other?.id).toBe(one?.id);
    expect(fingerprintOf(other as never)).not.toBe(fingerprintOf(one as never));
  });

  it('is UTF-8 where a byte order mark says so', () => {
    const text = `\uFEFF${[header, row(1)].join('\n')}`;
    const result = read(text, {
      plant: lyon,
      contentType: 'text/csv',
      system: 'weighing',
      mapping: 'weighings',
    });
    expect(eventsOf(result)).toHaveLength(1);
  });

  it.each([
    [
      'of another mapping',
      header.replace('OF;', 'Ordre;'),
      'has no column OF; its columns are N° pesée | Date',
    ],
    ['with another delimiter', header.replaceAll(';', ','), 'has no column Date, Heure, OF, Article'],
    ['with a column twice', `${header};OF`, 'has several columns OF'],
  ])('%s is refused as a whole', (_, head, words) => {
    expect(weighings([row(1)], head)).toMatchObject({
      ok: false,
      status: 422,
      place: 'row 1',
      line: 1,
      detail: expect.stringContaining(words),
    });
  });

  it('with a quote that is never closed is refused as a whole, with the line', () => {
    expect(weighings([row(1), row(2, { Poste: '"B2' }), row(3)])).toMatchObject({
      ok: false,
      status: 400,
      detail: expect.stringContaining('not readable as CSV'),
      line: expect.any(Number),
    });
  });

  it('of another system, an unknown mapping, or none where there are several is refused', () => {
    const options = { plant: lyon, contentType: 'text/csv' };
    expect(read(header, { ...options, system: 'mes', mapping: 'weighings' })).toMatchObject({
      status: 422,
      detail: 'mapping weighings is for files of weighing, not of mes',
    });
    for (const mapping of ['packing', 'constructor'])
      expect(read(header, { ...options, system: 'mes', mapping })).toMatchObject({
        status: 422,
        detail: `"${mapping}" is no CSV mapping of the plant's profile: weighings, filling`,
      });
    expect(read(header, { ...options, system: 'mes' })).toMatchObject({ status: 422 });
    expect(read(header, { contentType: 'text/csv' })).toMatchObject({
      detail: "which CSV mapping of the plant's profile? it has none",
    });
  });
});

describe('a file of a filling line', () => {
  const filling = (rows: readonly string[]) =>
    read(['Time,Kind,Order,Quantity,Unit,Batch,Best before,Last,Reason', ...rows].join('\n'), {
      plant: lyon,
      contentType: 'text/csv',
      system: 'mes',
      mapping: 'filling',
    });
  const good = '2026-11-23T08:00:00,GOOD,LYO/MO/3001,"480.5",kg,Y1,2027-11-23,Y,';

  it('says by a column which event a row is, and which of its columns it has', () => {
    const result = filling([good, '2026-11-23T08:05:00Z,SCRAP,LYO/MO/3001,2,kg,Y1,,,BURST']);
    expect(eventsOf(result)).toHaveLength(2);
    expect(said(result)).toEqual([
      [
        'production.reported',
        {
          order: 'LYO/MO/3001',
          quantity: { value: 480.5, unit: 'KGM' },
          lot: { number: 'Y1', expiresAt: '2027-11-23T00:00:00+01:00' },
          final: true,
        },
      ],
      [
        'production.scrapped',
        { order: 'LYO/MO/3001', quantity: { value: 2, unit: 'KGM' }, lot: 'Y1', reason: 'BURST' },
      ],
    ]);
  });

  it('explains a kind and a value that the mapping does not know', () => {
    const result = filling([
      good.replace('GOOD', 'REWORK'),
      good.replace(',Y,', ',maybe,'),
      good.replace('GOOD', ''),
    ]);
    expect(said(result)).toEqual([
      ['refused', ['enum: column "Kind": "REWORK" is none of GOOD, SCRAP']],
      ['refused', ['enum: column "Last": "maybe" is none of Y, N']],
      ['refused', ['required: column "Kind": is required']],
    ]);
  });

  it('without a key knows a row by all that it says, and by how often the file says it', () => {
    const idsOf = (rows: readonly string[]) => eventsOf(filling(rows)).map(({ id }) => id);
    const other = good.replace('480.5', '20');
    const [first, second, third] = idsOf([good, good, other]);
    expect(new Set([first, second, third]).size).toBe(3);
    expect(idsOf([other, good, good])).toEqual([third, first, second]);
    // A row that could not be read is counted too: mending its width leaves the others their ids.
    expect(idsOf([`${good},`, good, good])).toEqual([first, second]);
  });
});

describe('explaining the contract’s findings by columns', () => {
  const { mapping } = csvMappingOf(lyon, 'weighings') ?? {};

  it('names the column of a field, of its parts, and of the time', () => {
    const [entry] = entriesOf(weighings([row(1, { Quantité: '-4', OF: 'X'.repeat(70) })]));
    const parsed = parseEvent(entry && 'event' in entry ? entry.event : undefined);
    const findings = parsed.ok ? [] : parsed.findings;
    expect(mapping && explainByColumn(findings, mapping).slice(0, 3)).toEqual([
      {
        pointer: '/data/order',
        rule: 'maxLength',
        detail: expect.stringMatching(/^column "OF": must have at most/),
      },
      {
        pointer: '/data/quantity/value',
        rule: 'minimum',
        detail: 'column "Quantité": must be greater than 0',
      },
      {
        pointer: '/data/lots/0/quantity/value',
        rule: 'minimum',
        detail: 'column "Quantité": must be greater than 0',
      },
    ]);
    const at = (pointer: string) =>
      mapping && explainByColumn([{ pointer, rule: 'x', detail: 'is wrong' }], mapping)[0]?.detail;
    expect(at('/time')).toBe('column "Date" and "Heure": is wrong');
    expect(at('/id')).toBe('column "N° pesée": is wrong');
    expect(at('/data/quantity')).toBe('column "Quantité" and "Unité": is wrong');
    expect(at('/data/quantity/unit/x')).toBe('column "Unité": is wrong');
    expect(at('/data')).toBe('is wrong');
    expect(at('/data/ord')).toBe('is wrong');
    expect(at('')).toBe('is wrong');
  });

  it('leaves alone what already names its column', () => {
    const [entry] = entriesOf(weighings([row(1, { Unité: 'sac' })]));
    const findings = entry && 'findings' in entry ? entry.findings : [];
    expect(findings).not.toHaveLength(0);
    expect(mapping && explainByColumn(findings, mapping)).toEqual(findings);
  });
});

describe('limits of a file', () => {
  const plant = dairy({
    csv: {
      scrap: {
        system: 'scale',
        event: 'production.scrapped',
        time: { column: 'at' },
        columns: { '/order': { column: 'order' }, '/quantity/value': { column: 'pieces', number: true } },
        constants: { '/quantity/unit': 'H87' },
      },
    },
  });
  const of = (text: string) => read(text, { plant, contentType: 'text/csv', system: 'scale' });

  it('the only mapping of a plant needs no name, and constants fill what no column says', () => {
    expect(said(of('at,order,pieces\n2026-11-23T08:00:00Z,MO,3\n'))).toEqual([
      ['production.scrapped', { order: 'MO', quantity: { value: 3, unit: 'H87' } }],
    ]);
  });

  it('rows, columns and the length of a row are bounded', () => {
    const line = '2026-11-23T08:00:00Z,MO,3\n';
    expect(entriesOf(of(`at,order,pieces\n${line.repeat(csvLimits.rows)}`))).toHaveLength(csvLimits.rows);
    expect(of(`at,order,pieces\n${line.repeat(csvLimits.rows + 1)}`)).toMatchObject({ status: 413 });
    expect(of(`at,order,pieces${',x'.repeat(300)}\n`)).toMatchObject({ status: 413 });
    expect(of(`at,order,pieces\n"${'x'.repeat(csvLimits.rowCharacters)}",MO,3`)).toMatchObject({
      status: 400,
    });
    // Empty rows count: what comes after them must not be lost.
    expect(of(`at,order,pieces\n${'\n'.repeat(csvLimits.rows)}${line}`)).toMatchObject({ status: 413 });
    expect(of('\n\n')).toMatchObject({ status: 400, detail: 'has no row with the names of the columns' });
    expect(of('at,order,pieces\n')).toMatchObject({ ok: true, entries: [] });
  });

  it('rows may end as in Windows, Unix or old Macs, mixed as editors leave them', () => {
    const text =
      'at,order,pieces\r\n2026-11-23T08:00:00Z,MO,1\n2026-11-23T08:00:00Z,MO,2\r2026-11-23T08:00:00Z,MO,3';
    expect(entriesOf(of(text)).map(({ place, line, raw }) => [place, line, raw?.[2]])).toEqual([
      ['row 2', 2, '1'],
      ['row 3', 3, '2'],
      ['row 4', 4, '3'],
    ]);
  });

  it('a cell may hold line ends; the line is where the row begins', () => {
    const text = 'at,order,pieces,note\n2026-11-23T08:00:00Z,MO,3,"a\nb"\n2026-11-23T08:00:00Z,MO,x,c\n';
    expect(entriesOf(of(text)).map(({ place, line }) => [place, line])).toEqual([
      ['row 2', 2],
      ['row 3', 4],
    ]);
  });
});
