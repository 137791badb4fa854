import * as z from 'zod';

/** Only where partner and gateway are on one machine may a message travel unencrypted. */
const isLoopback = ({ protocol, hostname }: URL): boolean =>
  protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);

const url = z.url().refine((text) => URL.canParse(text) && isFit(new URL(text)), {
  message: 'must be https://, or http:// on this machine, without a user, a password or a fragment',
});

const isFit = (given: URL): boolean =>
  (given.protocol === 'https:' || isLoopback(given)) && !given.username && !given.password && !given.hash;

/** Where a partner wants its messages pushed to. */
export const webhook = z.strictObject({
  /**
   * Address by the name of the environment: what a trial environment tells must not reach what books in earnest.
   * An environment that is not named pushes nothing.
   */
  urls: z.record(z.string(), url),
  /** plants whose messages are pushed; absent: all that are the partner's */
  plants: z.array(z.string()).min(1).optional(),
});

/** Environments whose address is on the machine itself; only the one that runs there may have such. */
export const loopbackEnvironments = ({ urls }: Pick<z.output<typeof webhook>, 'urls'>): string[] =>
  Object.keys(urls).filter((environment) => isLoopback(new URL(urls[environment] ?? '')));
