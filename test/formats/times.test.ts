import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localNumberOf, numberOf, sumOf } from '../../lambdas/inbound/formats/document.ts';
import { isoTime, patternTime, shifted } from '../../lambdas/inbound/formats/times.ts';

const timeOf = (text: string, zone = 'Europe/Oslo') => {
  const read = isoTime(text, zone);
  return read.ok ? read.time : read.rule;
};

describe('times of a plant', () => {
  it.each([
    ['keeps its offset', '2026-07-01T10:00:00+02:00', '2026-07-01T10:00:00+02:00'],
    ['keeps Z and its fraction', '2026-07-01T10:00:00.125Z', '2026-07-01T10:00:00.125Z'],
    ['has an offset without colon', '2026-07-01T10:00:00.5-0530', '2026-07-01T10:00:00.5-05:30'],
    ['has no offset, in summer', '2026-07-01T10:00:00', '2026-07-01T10:00:00+02:00'],
    ['has no offset, in winter', '2026-01-01 10:00', '2026-01-01T10:00:00+01:00'],
    ['is a day', '2026-01-01', '2026-01-01T00:00:00+01:00'],
    ['is the end of a day', '2026-12-31T24:00:00', '2027-01-01T00:00:00+01:00'],
    ['is the last before summer time', '2026-03-29T01:59:59', '2026-03-29T01:59:59+01:00'],
    ['never was: summer time began', '2026-03-29T02:30:00', 'no-such-time'],
    ['is the first of summer time', '2026-03-29T03:00:00', '2026-03-29T03:00:00+02:00'],
    ['came twice: the first is meant', '2026-10-25T02:30:00', '2026-10-25T02:30:00+02:00'],
    ['came once after that', '2026-10-25T03:00:00', '2026-10-25T03:00:00+01:00'],
    ['is no day of the calendar', '2026-02-30T00:00:00', 'format'],
    ['is no time of day', '2026-02-20T24:00:01Z', 'format'],
    ['has an offset that is none', '2026-02-20T10:00:00+99:00', 'format'],
    ['is text', 'yesterday', 'format'],
  ])('one that %s', (_, text, expected) => {
    expect(timeOf(text)).toBe(expected);
  });

  it('follow the zone: half hours, the south, and a day that was left out', () => {
    expect(timeOf('2026-10-04T02:15:00', 'Australia/Lord_Howe')).toBe('no-such-time');
    expect(timeOf('2026-10-04T02:30:00', 'Australia/Lord_Howe')).toBe('2026-10-04T02:30:00+11:00');
    expect(timeOf('2026-04-05T01:45:00', 'Australia/Lord_Howe')).toBe('2026-04-05T01:45:00+11:00');
    expect(timeOf('2011-12-30T12:00:00', 'Pacific/Apia')).toBe('no-such-time');
  });

  it('are read by the pattern of a file, and refused in another', () => {
    const zone = 'Europe/Paris';
    expect(patternTime('5/11/2026 7:04:09', 'dd/MM/yyyy HH:mm:ss', zone)).toEqual({
      ok: true,
      time: '2026-11-05T07:04:09+01:00',
    });
    expect(patternTime('11.05.26', 'dd.MM.yyyy', zone)).toMatchObject({
      ok: false,
      detail: 'must be written as dd.MM.yyyy',
    });
    expect(patternTime('05x11x2026', 'dd.MM.yyyy', zone)).toMatchObject({ ok: false });
    expect(patternTime('31/02/2026', 'dd/MM/yyyy', zone)).toMatchObject({ ok: false, rule: 'format' });
  });

  it('of the wall clock are the moment that the zone shows as that time', () => {
    const moments = fc.date({
      min: new Date('1970-01-01'),
      max: new Date('2099-12-31'),
      noInvalidDate: true,
    });
    const zones = fc.constantFrom(
      'Europe/Oslo',
      'America/New_York',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'America/St_Johns',
    );
    fc.assert(
      fc.property(moments, zones, (moment, zone) => {
        const wall = new Date(Math.floor(moment.getTime() / 1000) * 1000).toISOString().slice(0, 19);
        const read = isoTime(wall, zone);
        if (!read.ok) return read.rule === 'no-such-time';
        const shown = new Date(read.time).toLocaleString('sv-SE', { timeZone: zone });
        return read.time.startsWith(wall) && shown === wall.replace('T', ' ');
      }),
    );
  });

  it('are shifted in their own offset', () => {
    expect(shifted('2026-11-23T13:55:00+01:00', -90 * 60_000)).toBe('2026-11-23T12:25:00+01:00');
    expect(shifted('2026-11-23T00:10:00-03:30', -20 * 60_000)).toBe('2026-11-22T23:50:00-03:30');
    expect(shifted('2026-11-23T00:10:00.250Z', 1000)).toBe('2026-11-23T00:10:01.250Z');
  });
});

describe('numbers', () => {
  it.each([
    ['800.000', 800],
    ['1.5E3', 1500],
    ['+.5', 0.5],
    ['-3', -3],
    ['', undefined],
    ['1,5', undefined],
    ['1e999', undefined],
    ['Infinity', undefined],
    ['0x1F', undefined],
    ['1 000', undefined],
  ])('%s of XML', (text, value) => {
    expect(numberOf(text)).toBe(value);
  });

  it.each([
    ['1.234,5', ',', '.', 1234.5],
    ['1.2345,5', ',', '.', undefined],
    ['1.5', ',', '.', undefined],
    ['1.500', ',', undefined, undefined],
    ['1\u202f234\u00a0567,25', ',', ' ', 1234567.25],
    ['12’500', '.', "'", 12500],
    ['0,5', ',', '.', 0.5],
    ['0,5,5', ',', '.', undefined],
    ['-1.000', ',', '.', -1000],
  ] as const)('%s of a file with decimal sign %s and grouping %s', (text, decimal, grouping, value) => {
    expect(localNumberOf(text, { decimal, grouping })).toBe(value);
  });

  it('add up without the tail of binary arithmetic', () => {
    expect(sumOf([0.1, 0.2])).toBe(0.3);
    expect(sumOf([300.1, 200.2])).toBe(500.3);
  });
});
