import { describe, expect, it } from 'vitest';
import { templateFindings } from '../../../scripts/templates/check.ts';
import type { Template } from '../../../scripts/templates/template.ts';
import { options } from '../options.ts';
import { all, synthesized } from './synthesized.ts';

describe('the templates', () => {
  it('of every environment and option are what CloudFormation takes', async () => {
    for (const { environment, templates } of [...all, ...(await synthesized(Object.values(options)))])
      for (const [stack, template] of Object.entries(templates))
        expect({
          at: `${environment.name}/${stack}`,
          findings: templateFindings(template as unknown as Template),
        }).toEqual({ at: `${environment.name}/${stack}`, findings: [] });
  });
});
