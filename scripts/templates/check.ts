import { limitFindings } from './limits.ts';
import { circleFindings, referenceFindings } from './references.ts';
import { schemaFindings } from './schema.ts';
import type { Check } from './template.ts';

/** All that is wrong with a template, as far as it can be known without AWS: a sentence each, which begins with the place. */
export const templateFindings: Check = (template) =>
  [schemaFindings, referenceFindings, circleFindings, limitFindings].flatMap((check) => check(template));
