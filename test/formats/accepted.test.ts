import { describe, expect, it } from 'vitest';
import { oslo } from '../../plants/oslo.ts';
import { osloMes, Spine } from '../fakes/spine.ts';
import { documentBytes, eventsOf, read } from './reading.ts';

const shift = documentBytes('v7-shift.xml').toString();
const spineAfterTheShift = (): Spine => {
  const spine = new Spine();
  spine.now = new Date('2026-11-23T13:10:00Z');
  return spine;
};
const statuses = async (spine: Spine, text: string) =>
  (await spine.accept(eventsOf(read(text, { plant: oslo })), osloMes)).map(({ status }) => status);

describe('a document that is sent again', () => {
  it('is all duplicates', async () => {
    const spine = spineAfterTheShift();
    expect(await statuses(spine, shift)).toEqual(['accepted', 'accepted', 'accepted', 'accepted']);
    expect(await statuses(spine, shift)).toEqual(['duplicate', 'duplicate', 'duplicate', 'duplicate']);
    expect(spine.queue.size).toBe(4);
  });

  it('contradicts itself where it says something else, and only there', async () => {
    const spine = spineAfterTheShift();
    await statuses(spine, shift);
    const changed = shift.replace('<QuantityString>400<', '<QuantityString>401<');
    expect(await statuses(spine, changed)).toEqual(['duplicate', 'duplicate', 'duplicate', 'conflict']);
  });

  it('is new under a new id', async () => {
    const spine = spineAfterTheShift();
    await statuses(spine, shift);
    const correction = shift.replace('PERF-2026-11-23-A', 'PERF-2026-11-23-A-CORRECTED');
    expect(await statuses(spine, correction)).toEqual(['accepted', 'accepted', 'accepted', 'accepted']);
  });
});
