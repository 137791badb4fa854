import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../events/parse-event.ts';
import { report } from '../fakes/events.ts';

const half = JSON.parse('"\\ud800"') as string;
const withLot = (number: string) => ({
  order: 'OSL/MO/1',
  quantity: { value: 1, unit: 'KGM' },
  lot: { number },
});

describe('text in an event', () => {
  it('is refused where it holds half of a surrogate pair, by the place', () => {
    const parsed = parseEvent(report({ data: withLot(`L${half}`) }));
    expect(parsed).toMatchObject({ ok: false, findings: [{ pointer: '/data/lot/number', rule: 'unicode' }] });
  });

  it('is refused in an attribute that the contract does not list, and in its name', () => {
    expect(parseEvent({ ...report(), shift: half })).toMatchObject({ findings: [{ pointer: '/shift' }] });
    expect(parseEvent({ ...report(), [`a${half}`]: 'x' })).toMatchObject({ findings: [{ rule: 'unicode' }] });
  });

  it('is let in with a whole pair', () => {
    expect(parseEvent(report({ data: withLot('L\u{1F95B}') })).ok).toBe(true);
  });
});
