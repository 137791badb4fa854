import { describe, expect, it } from 'vitest';
import { limits } from '../../lambdas/inbound/formats/tree.ts';
import { actual, entriesOf, performance, read, said, segment } from './reading.ts';

const whole = performance(segment(actual('Produced', '5')));
const utf16 = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, 'utf16le');

describe('a hostile XML document', () => {
  it.each([
    ['a document type', '<!DOCTYPE OperationsPerformance SYSTEM "http://example.com/x.dtd">'],
    ['an external entity', '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'],
    [
      'a billion laughs',
      `<!DOCTYPE r [<!ENTITY a0 "ha">${Array.from({ length: 30 }, (_, n) => `<!ENTITY a${n + 1} "&a${n};&a${n};">`).join('')}]>`,
    ],
    ['a parameter entity', '<!DOCTYPE r [<!ENTITY % x SYSTEM "http://example.com/x"> %x;]>'],
  ])('with %s is refused at that line', (_, prolog) => {
    expect(read(`<?xml version="1.0"?>\n${prolog}\n${whole}`)).toEqual({
      ok: false,
      status: 422,
      title: 'Document refused',
      detail: 'a document type (DOCTYPE) is not accepted, nor are entities of one',
      line: 2,
    });
  });

  it('cannot use an entity that XML itself does not have', () => {
    expect(read(whole.replace('>5<', '>&five;<'))).toMatchObject({
      status: 400,
      line: 5,
      detail: expect.stringContaining('undefined entity'),
    });
    expect(said(read(whole.replace('>YOG<', '>A&amp;B<').replace('>5<', '>&#53;<')))).toEqual([
      ['production.reported', { order: 'MO-1', quantity: { value: 5, unit: 'KGM' } }],
    ]);
  });

  it('that is too large, too deep, too long or of too many elements is refused', () => {
    const fill = (inside: string) => whole.replace('<OperationsRequestID>', `${inside}<OperationsRequestID>`);
    const statusOf = (text: string) => {
      const result = read(text);
      return result.ok ? 200 : result.status;
    };
    expect(statusOf(' '.repeat(limits.bytes + 1))).toBe(413);
    expect(statusOf('<a>'.repeat(limits.depth + 1))).toBe(422);
    expect(statusOf(fill(`<Description>${'x'.repeat(limits.text + 1)}</Description>`))).toBe(413);
    expect(statusOf(fill('<Description/>'.repeat(limits.elements)))).toBe(413);
    expect(statusOf(fill(`<x:a xmlns:x="urn:x">${'<x:b/>'.repeat(limits.elements)}</x:a>`))).toBe(413);
    expect(statusOf(fill(`<${'x'.repeat(200)}/>`))).toBe(422);
  });

  it('of as many actuals as are let in takes no more than seconds', () => {
    const product = actual('Produced', '1', { more: '<MaterialLotID>L</MaterialLotID>' });
    const scrap = actual('Scrap', '1');
    const many = performance(segment(product.repeat(7_000) + scrap.repeat(7_000)));
    expect(entriesOf(read(many))).toHaveLength(7_001);
  });
});

describe('the encoding of an XML document', () => {
  const accented = whole.replace('MO-1', 'MÖ-1');
  const orders = (bytes: Uint8Array) =>
    said(read(bytes)).map(([, data]) => (data as { order: string }).order);
  const declaring = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?>\n${accented}`;

  it('is UTF-8 with or without a byte order mark, or UTF-16 with one', () => {
    expect(orders(Buffer.from(accented))).toEqual(['MÖ-1']);
    expect(orders(Buffer.from(`\uFEFF${declaring('UTF-8')}`))).toEqual(['MÖ-1']);
    expect(orders(utf16(declaring('UTF-16')))).toEqual(['MÖ-1']);
    expect(orders(utf16(declaring('utf-16')).swap16())).toEqual(['MÖ-1']);
  });

  it('is Latin-1 or Windows-1252 where the document says so', () => {
    expect(orders(Buffer.from(declaring('ISO-8859-1'), 'latin1'))).toEqual(['MÖ-1']);
    expect(orders(Buffer.from(declaring('windows-1252'), 'latin1'))).toEqual(['MÖ-1']);
  });

  it('that is another one, or not the one it says, is refused', () => {
    for (const other of ['EBCDIC-CP-US', 'constructor'])
      expect(read(declaring(other))).toMatchObject({
        status: 415,
        detail: `encoding ${other.toLowerCase()} is not read; utf-8, us-ascii, iso-8859-1, windows-1252 are, and UTF-16 with a byte order mark`,
        line: 1,
      });
    expect(read(Buffer.from(declaring('UTF-8'), 'latin1'))).toMatchObject({
      status: 400,
      detail: 'the bytes are not UTF-8, as they should be',
    });
    expect(read(Buffer.from(declaring('UTF-16'), 'utf16le'))).toMatchObject({ status: 400 });
  });
});

describe('a document that is none', () => {
  it.each([
    ['nothing', '', 'application/xml', 400],
    ['white space', '  ', 'application/xml', 400],
    ['text', 'hello', 'application/xml', 400],
    ['an element that is not closed', '<OperationsPerformance>', 'application/xml', 400],
    ['two roots', '<OperationsPerformance/><OperationsPerformance/>', 'application/xml', 400],
    ['a control character', '<OperationsPerformance>\u0001</OperationsPerformance>', 'application/xml', 400],
    ['JSON cut off', '{"OperationsPerformance":', 'application/json', 400],
    ['JSON of a list', '[]', 'application/json', 422],
    [
      'JSON of two things',
      '{"OperationsPerformance":{},"ProductionPerformance":{}}',
      'application/json',
      422,
    ],
    ['JSON of arrays in arrays', '{"OperationsPerformance":{"ID":[["x"]]}}', 'application/json', 422],
    [
      'JSON that is deep',
      `{"OperationsPerformance":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`,
      'application/json',
      422,
    ],
    [
      'JSON that is long',
      `{"OperationsPerformance":{"Description":[${'1,'.repeat(limits.elements)}1]}}`,
      'application/json',
      413,
    ],
    ['a text of its own kind', 'x', 'text/plain', 415],
    ['a kind of JavaScript', 'x', 'constructor', 415],
  ])('%s', (_, text, contentType, status) => {
    expect(read(text, { contentType })).toMatchObject({ ok: false, status, detail: expect.any(String) });
  });

  it('a format that the kind of document does not have is refused', () => {
    expect(read(whole, { mapping: 'b2mml' })).toMatchObject({ ok: true });
    expect(read(whole, { mapping: 'weighings' })).toMatchObject({ status: 422 });
  });
});
