import { describe, expect, it } from 'vitest';
import { dairy } from './reading.ts';

const scrap = {
  system: 'scale',
  event: 'production.scrapped' as const,
  time: { column: 'at' },
  columns: { '/order': { column: 'order' }, '/quantity/value': { column: 'kg', number: true as const } },
  constants: { '/quantity/unit': 'KGM' },
};
type Change = Record<string, unknown>;
const define = (change: Change) => () => dairy({ csv: { scrap: { ...scrap, ...change } as typeof scrap } });
const column = (pointer: string, cell: Change) => ({ columns: { ...scrap.columns, [pointer]: cell } });

describe('a CSV mapping of a plant profile', () => {
  it('is taken when its events have its fields', () => {
    expect(define({})().dialects.csv.scrap).toMatchObject({
      delimiter: ',',
      decimal: '.',
      encoding: 'utf-8',
    });
    expect(define(column('/reason', { column: 'why', optional: true }))).not.toThrow();
  });

  it.each([
    [
      'of a system the plant does not have',
      { system: 'erp' },
      "system: must be one of the plant's systems (mes, scale)",
    ],
    ['of an unknown event', { event: 'stock.sold' }, 'event: stock.sold is no event type'],
    [
      'of an event that only the gateway sends',
      { event: 'lot.contained' },
      'event: lot.contained is no event type',
    ],
    [
      'with a misspelt field',
      column('/resaon', { column: 'why' }),
      'columns./resaon: is no field of production.scrapped',
    ],
    [
      'with a field that is an object',
      column('/quantity', { column: 'kg' }),
      'columns./quantity: is no field of',
    ],
    ['with a part of a text', column('/order/name', { column: 'x' }), 'columns./order/name: is no field of'],
    [
      'with a name of JavaScript',
      column('/constructor', { column: 'x' }),
      'columns./constructor: is no field of',
    ],
    [
      'with a field given twice',
      { constants: { ...scrap.constants, '/order': 'MO' } },
      'columns./order: is given twice',
    ],
    ['with a pointer that is none', column('order', { column: 'x' }), 'must be a JSON Pointer'],
    [
      'for an event it does not make',
      column('/reason', { column: 'x', events: ['stock.moved'] }),
      'stock.moved is not made by this mapping',
    ],
    [
      'with a cell read in two ways',
      column('/reason', { column: 'x', number: true, unit: true }),
      'must have at most one of number, unit, time and values',
    ],
    ['with an unknown time zone', { timeZone: 'Europe/Bergen' }, 'timeZone: must be an IANA time zone'],
    [
      'with a pattern without a year',
      { time: { column: 'at', format: 'dd.MM. HH:mm' } },
      'time.format: must be "iso", or hold',
    ],
    [
      'with minutes and no hours',
      { time: { column: 'at', format: 'yyyy-MM-dd mm' } },
      'time.format: must be "iso"',
    ],
    [
      'with one sign for thousands and decimals',
      { decimal: ',', grouping: ',' },
      'grouping: must not be the decimal sign',
    ],
    ['with a slip of the pen', { delimeter: ';' }, 'has no field "delimeter"; write delimiter, or remove it'],
  ])('%s is refused, naming plant, mapping, field and rule', (_, change, words) => {
    expect(define(change)).toThrow('Plant "dairy": dialects.csv.scrap');
    expect(define(change)).toThrow(words);
  });

  it('may give a field and a part of it to different events', () => {
    expect(
      define({
        event: { column: 'kind', values: { G: 'production.reported', S: 'production.scrapped' } },
        columns: {
          ...scrap.columns,
          '/lot/number': { column: 'lot', events: ['production.reported'] },
          '/lot': { column: 'lot', events: ['production.scrapped'] },
        },
      }),
    ).not.toThrow();
  });
});
