import type { PlantProfile } from '../../plants/define-plant.ts';
import { type Shift, spanOfPause, spanOfShift, weekdays } from '../../plants/shifts.ts';
import { atWall, type Day, weekdayOf } from '../runtime/plant-day.ts';

/** A shift that begins on a day; in milliseconds. */
export interface ShiftOfDay {
  name: string;
  from: number;
  to: number;
  /** without its pauses */
  planned: { from: number; to: number }[];
}

/** As the clocks of the plant go: a night in which they are changed has an hour more, or less. */
export const shiftsOn = (
  { shifts, timeZone }: Pick<PlantProfile, 'shifts' | 'timeZone'>,
  day: Day,
): ShiftOfDay[] => {
  const weekday = weekdays[weekdayOf(day) - 1];
  const at = (minutes: number) => atWall(day, minutes, timeZone).getTime();
  return shifts
    .filter(({ days }) => weekday !== undefined && days.includes(weekday))
    .map((shift) => {
      const { from, to } = spanOfShift(shift);
      const whole = { from: at(from), to: at(to) };
      return { name: shift.name, ...whole, planned: without(whole, pausesOf(shift, at)) };
    })
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from);
};

const pausesOf = (shift: Shift, at: (minutes: number) => number) =>
  shift.pauses
    .map((pause) => spanOfPause(shift, pause))
    .map(({ from, to }) => ({ from: at(from), to: at(to) }))
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from);

type Piece = { from: number; to: number };

const without = (whole: Piece, pauses: readonly Piece[]): Piece[] => {
  const left: Piece[] = [];
  let from = whole.from;
  for (const pause of pauses) {
    if (pause.from > from) left.push({ from, to: Math.min(pause.from, whole.to) });
    from = Math.max(from, pause.to);
  }
  if (from < whole.to) left.push({ from, to: whole.to });
  return left;
};
