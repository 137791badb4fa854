import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { environments } from '../../../environments/index.ts';
import { all } from './synthesized.ts';

/** Code changes with every commit and has tests of its own: its hash is no news here. */
const withoutHashes = (text: string): string => text.replaceAll(/[0-9a-f]{64}/g, '<asset>');

describe('the templates', () => {
  it.each(environments.map(({ name }) => name))('of %s are the ones last agreed on', async (name) => {
    const one = all.find(({ environment }) => environment.name === name);
    const resources = Object.fromEntries(
      Object.entries(one?.templates ?? {}).map(([stack, template]) => [stack, template.Resources]),
    );
    await expect(withoutHashes(stringify(resources, { lineWidth: 0 }))).toMatchFileSnapshot(
      `snapshots/${name}.yaml`,
    );
  });
});
