import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { maxTracedDocuments, maxTracedLinks, maxTracedLots } from '../../events/limits.ts';

const procedures = globSync('odoo/plant_gateway/procedures/*.py')
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

describe('the limits of a trace', () => {
  it.each([
    ['MOST_LOTS', maxTracedLots],
    ['MOST_LINKS', maxTracedLinks],
    ['MOST_DOCUMENTS', maxTracedDocuments],
  ])('%s in the Odoo module is %i, as the contract says', (name, limit) => {
    expect(new RegExp(`^${name} = (\\d+)$`, 'm').exec(procedures)?.[1]).toBe(String(limit));
  });
});
