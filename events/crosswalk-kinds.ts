/** What a plant may have codes of its own for. */
export const crosswalkKinds = ['item', 'location', 'work-center', 'scrap-reason', 'partner'] as const;
