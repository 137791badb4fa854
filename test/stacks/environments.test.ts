import { describe, expect, it } from 'vitest';
import { defineEnvironment } from '../../configuration/environment.ts';
import { contestedFolders } from '../../configuration/partner.ts';
import { partners } from '../../partners/index.ts';
import { plants } from '../../plants/index.ts';

const known = { plants, partners };
const sound = {
  name: 'trial',
  plants: ['oslo', 'gdansk', 'lyon'],
  partners: ['oslo-mes'],
  odoo: { workers: 12 },
  keepData: false,
};

describe('an environment', () => {
  it('is accepted when everything it names exists and fits', () => {
    expect(defineEnvironment(sound, known)).toMatchObject({ name: 'trial', region: 'eu-central-1' });
  });

  it('is refused when its plants may make more calls at once than Odoo has workers, naming every plant', () => {
    expect(() => defineEnvironment({ ...sound, odoo: { workers: 11 } }, known)).toThrow(
      `Environment "trial": odoo.workers: the plants may make 12 calls at once (oslo 4 + gdansk 4 + lyon 4: its queue, a poll and a nightly job each) but Odoo has 11 workers`,
    );
  });

  it('is refused when it deploys a plant without a profile', () => {
    expect(() => defineEnvironment({ ...sound, plants: ['oslo', 'atlantis'] }, known)).toThrow(
      'plants: there is no plant profile "atlantis"',
    );
  });

  it('is refused when it admits a partner nobody has described', () => {
    expect(() => defineEnvironment({ ...sound, partners: ['acme'] }, known)).toThrow(
      'there is no partner "acme"',
    );
  });

  it('is refused when it admits a partner none of whose plants it deploys', () => {
    expect(() => defineEnvironment({ ...sound, plants: ['lyon'] }, known)).toThrow(
      '"oslo-mes" speaks for oslo, none of which is deployed here',
    );
  });

  it('is refused when a message would become visible before the function that holds it must end', () => {
    expect(() =>
      defineEnvironment({ ...sound, post: { timeoutSeconds: 80, visibilitySeconds: 70 } }, known),
    ).toThrow('post.visibilitySeconds: must not be shorter than the function timeout');
  });

  it('is refused when a dropped file would be tried again while its function may still run', () => {
    expect(() =>
      defineEnvironment(
        { ...sound, drop: { timeoutSeconds: 60, visibilitySeconds: 50, keepDays: 1 } },
        known,
      ),
    ).toThrow('drop.visibilitySeconds: must not be shorter than the function timeout');
  });

  it('is refused when two of its partners drop files into one folder', () => {
    const mes = { id: 'mes', plants: ['oslo', 'lyon'], systems: ['mes'], drop: true };
    const both = { id: 'both', plants: ['oslo'], systems: ['mes', 'wms'], drop: true };
    expect(contestedFolders([mes, both])).toEqual([{ folder: 'oslo/mes', partners: ['mes', 'both'] }]);
    expect(contestedFolders([mes, { ...both, drop: false }])).toEqual([]);
    expect(() => defineEnvironment({ ...sound, partners: ['lyon-mes', 'lyon-mes'] }, known)).toThrow(
      'lyon-mes and lyon-mes drop files into one folder, lyon/mes: whose are they?',
    );
  });

  it('is refused when the function would be killed before it can record what Odoo answered', () => {
    expect(() =>
      defineEnvironment({ ...sound, post: { timeoutSeconds: 62, visibilitySeconds: 124 } }, known),
    ).toThrow('post.timeoutSeconds: must leave 5 s beside the Odoo timeout');
  });
});
