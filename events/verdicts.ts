/** Words of quality about a lot. */
export const verdicts = ['pass', 'fail', 'held', 'released'] as const;
export type Verdict = (typeof verdicts)[number];
