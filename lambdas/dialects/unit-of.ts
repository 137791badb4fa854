import { units } from '../../events/units.ts';

/** UN/CEFACT code of a unit as the plant spells it; `undefined` when neither the profile nor the code list has it. */
export const unitOf = (text: string, spelled: Readonly<Record<string, string>>): string | undefined => {
  if (Object.hasOwn(spelled, text)) return spelled[text];
  return Object.hasOwn(units, text) ? text : undefined;
};
