import type { LotStanding } from '../../events/booking.ts';

/**
 * Beside an event of 256 KB an item of the table has room for so many bytes of lots, some five hundred serials. One
 * event may bring ten thousand: what it did to each of them goes out with its first outcome, and to these with a repeat.
 */
const mostBytes = 100_000;

export const lotsKept = (lots: readonly LotStanding[]): readonly LotStanding[] => {
  let bytes = 0;
  const end = lots.findIndex((lot) => {
    bytes += Buffer.byteLength(JSON.stringify(lot));
    return bytes > mostBytes;
  });
  return end < 0 ? lots : lots.slice(0, end);
};
