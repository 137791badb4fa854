/** Positions as texts that sort as they do. */
export const positionOf = (sequence: number): string => String(sequence).padStart(12, '0');

/** The largest position that such a text holds. */
export const lastPosition = 10 ** 12 - 1;
