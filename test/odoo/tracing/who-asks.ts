import { expect, test } from 'vitest';
import type { Floor } from '../open-floor.ts';
import { Kitchen, lotNamed } from './kitchen.ts';

export function whoAsks(floor: Floor): void {
  const kitchen = () => new Kitchen(floor());

  test('a lot that nobody has ever seen is unknown, whatever its item', async () => {
    const [milk = ''] = await kitchen().items(1, { M1: 5 });
    for (const about of [
      { lot: 'NO SUCH LOT' },
      { lot: 'M1', item: 'NO SUCH ITEM' },
      { lot: 'M9', item: milk },
    ])
      for (const question of ['lot.genealogy', 'lot.recall']) {
        const direction = question === 'lot.genealogy' ? { direction: 'up' } : {};
        expect(await kitchen().ask(question, { ...about, ...direction })).toMatchObject({
          kind: 'declined',
          code: 'unknown-lot',
          pointer: '/lot',
        });
      }
  });

  test('a lot that was never in the warehouse is as unknown as none', async () => {
    const [milk = ''] = await kitchen().items(1);
    await kitchen().stock(milk, { G1: 5 }, 'GDA');
    expect(await kitchen().ask('lot.recall', { lot: 'G1', item: milk })).toMatchObject({
      code: 'unknown-lot',
    });
    expect(await kitchen().recall({ lot: 'G1', item: milk }, 'GDA')).toMatchObject({ truncated: false });
  });

  test('of several items that have a lot of the name, one must be named', async () => {
    const lot = floor().name('SAME');
    const [milk = '', cream = ''] = await kitchen().items(2, { [lot]: 5 });
    const answer = await kitchen().ask('lot.genealogy', { lot, direction: 'up' });
    expect(answer).toMatchObject({ kind: 'declined', code: 'ambiguous-lot', pointer: '/item' });
    expect(answer).toMatchObject({ message: expect.stringContaining(cream) });
    const named = await kitchen().genealogy({ lot, item: milk }, 'up');
    expect(lotNamed(named, lot).item).toBe(milk);
  });

  test.each<[string, string, object, string]>([
    ['no lot', 'lot.genealogy', { direction: 'up' }, '/lot'],
    ['no direction', 'lot.genealogy', { lot: 'M1' }, '/direction'],
    ['another direction', 'lot.genealogy', { lot: 'M1', direction: 'sideways' }, '/direction'],
    ['an item that is a number', 'lot.recall', { lot: 'M1', item: 5 }, '/item'],
    ['a field nobody knows', 'lot.recall', { lot: 'M1', depth: 5 }, ''],
  ])('%s is malformed', async (_, question, about, pointer) => {
    expect(await kitchen().ask(question, about)).toMatchObject({ code: 'malformed-posting', pointer });
  });

  test('more lots than the bound allows cannot be asked for', async () => {
    await kitchen().items(1, { M1: 5 });
    const [milk = ''] = await kitchen().items(1, { M1: 5 });
    for (const most of [5001, 1.5])
      expect(await kitchen().ask('lot.recall', { lot: 'M1', item: milk, most })).toMatchObject({
        pointer: '/most',
      });
  });
}
