import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it, onTestFinished } from 'vitest';
import { gatewayApp } from '../../lib/gateway-app.ts';
import { PipelineRolesStack } from '../../lib/pipeline-roles-stack.ts';
import { lintTemplates } from '../../scripts/templates/lint.ts';
import { options } from './options.ts';
import { synthesized } from './templates/synthesized.ts';

const installed = spawnSync('cfn-lint', ['--version']).status === 0;

/** One stack each that an option changes. */
const more: Record<string, string> = { zone: 'entrance', nat: 'sync' };

/** `npm run synth` lints what is deployed. No environment has these options, and the roles are another app. */
describe('cfn-lint', () => {
  it.skipIf(!installed)('finds nothing in the stacks of options, and of the pipeline’s roles', async () => {
    const out = mkdtempSync(join(tmpdir(), 'opg-lint-'));
    onTestFinished(() => rmSync(out, { recursive: true }));
    const save = (name: string, template: unknown) =>
      writeFileSync(join(out, `${name}.template.json`), JSON.stringify(template));
    for (const { environment, templates } of await synthesized(Object.values(options)))
      for (const stack of ['network', 'domain', more[environment.name] ?? ''])
        if (templates[stack]) save(`${environment.name}-${stack}`, templates[stack]);
    const roles = new PipelineRolesStack(await gatewayApp({ checked: false }), 'opg-pipeline', {
      repository: 'example/gateway',
      environments: ['dev'],
      providerExists: false,
    });
    save('roles', Template.fromStack(roles).toJSON());

    const printed: string[] = [];
    const code = lintTemplates({ out, print: (line) => printed.push(line) });
    expect({ code, printed }).toEqual({ code: 0, printed: ['8 templates, 0 findings', 'cfn-lint: clean'] });
  });
});
