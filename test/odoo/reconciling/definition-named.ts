import { catalogue } from '../../../events/catalogue.ts';
import type { EventDefinition } from '../../../events/define-event.ts';

export const definitionNamed = (name: string): EventDefinition => {
  const found = (catalogue as readonly EventDefinition[]).find((each) => each.name === name);
  if (!found) throw new Error(`no event ${name}`);
  return found;
};
