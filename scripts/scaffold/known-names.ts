import { catalogue } from '../../events/catalogue.ts';
import { messageCatalogue } from '../../events/messages/catalogue.ts';
import { stop } from '../stop.ts';

/** Ends the process when an event type or a message has the name: both are types of the same contract. */
export const stopWhenKnown = (name: string): void => {
  if (catalogue.some((event) => event.name === name)) stop(`${name} is an event type already`);
  if (messageCatalogue.some((message) => message.name === name))
    stop(`${name} is a message to plants already`);
};
