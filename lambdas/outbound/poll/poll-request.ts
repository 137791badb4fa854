import * as z from 'zod';

/** Input of the polling function. `hinted` is the stored name for: a change notification asked for this poll. */
export const pollRequest = z.object({ plant: z.string(), hinted: z.boolean().default(false) });
export type PollRequest = z.input<typeof pollRequest>;

/**
 * One transaction in Odoo sends many change notifications (paths and logs call them hints). The poll that the first one
 * starts waits this long before it reads, so further ones within this time start no poll.
 */
export const settleSeconds = 3;
