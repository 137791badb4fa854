import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { eventKeyOf } from '../../events/envelope.ts';
import type { Invoke } from '../../lambdas/operations/code-mapping-client.ts';
import { command } from '../../lambdas/operations/commands.ts';
import { operate } from '../../lambdas/operations/operate.ts';
import { oslo } from '../../plants/oslo.ts';
import { aboutCodes } from '../../scripts/operate/about-codes.ts';
import { exportPlant, importFile, missingFile } from '../../scripts/operate/code-mapping.ts';
import { issue } from '../fakes/events.ts';
import { Spine } from '../fakes/spine.ts';

const head = 'plant,kind,code,odoo_code';

describe('the code mapping, from the operator’s side', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'code-mapping-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const on = (spine: Spine): Invoke => {
    return (given) =>
      operate(command.parse(given), {
        ...spine.operating,
        plants: { oslo },
      });
  };
  const importing = async (
    spine: Spine,
    lines: string[],
    options: { apply?: boolean; release?: boolean } = {},
  ) => {
    const path = join(folder, 'codes.csv');
    writeFileSync(path, `${lines.join('\n')}\n`);
    const said: string[] = [];
    const { apply = false, release = false } = options;
    const code = await importFile(path, { apply, release }, { by: 'ola' }, on(spine), (line) =>
      said.push(line),
    );
    return { code, said };
  };
  /** An issue whose item Odoo does not know, quarantined. */
  const quarantined = async (spine: Spine, id: string, item: string, order: string) => {
    const event = { ...issue({ id, order }), data: { order, item, quantity: { value: 1, unit: 'KGM' } } };
    const key = eventKeyOf(event);
    spine.odoo.unknownItems.add(item);
    expect(await spine.accept([event])).toMatchObject([{ status: 'accepted' }]);
    spine.tick(60);
    await spine.drain();
    expect(await spine.statusOf(key)).toBe('quarantined');
    return key;
  };

  it('sees what an import would change, and nothing is written', async () => {
    const spine = new Spine();
    const { code, said } = await importing(spine, [head, 'oslo,item,M1,MILK']);
    expect(code).toBe(0);
    expect(said.join('\n')).toMatch(/line 2 +added +oslo item M1 → MILK/);
    expect(said.at(-1)).toBe('nothing was written; --apply writes it');
    expect(await exportPlant('oslo', on(spine))).toBe(`${head}\n`);
  });

  it('sees in a line that a folder, or nothing, is no file', async () => {
    const said = vi.spyOn(console, 'error').mockReturnValue();
    const options = { apply: false, release: false, json: false };
    const importOf = (path: string) =>
      aboutCodes(['crosswalk', 'import', path], options, on(new Spine()), async () => 'ola');
    expect(await importOf(folder)).toBe(1);
    expect(said).toHaveBeenLastCalledWith(`${folder} is a folder; name a CSV file`);
    expect(await importOf(join(folder, 'none.csv'))).toBe(1);
    expect(said).toHaveBeenLastCalledWith(`there is no file ${join(folder, 'none.csv')}`);
    said.mockRestore();
  });

  it('gets a note beside the file of missing codes that the whole plant queue is held', async () => {
    const spine = new Spine();
    await on(spine)({
      command: 'pause',
      plant: 'oslo',
      by: 'ola',
      note: 'stocktaking',
      requestId: crypto.randomUUID(),
    });
    const warned: string[] = [];
    expect(await missingFile('oslo', on(spine), (line) => warned.push(line))).toBe(`${head},events\n`);
    expect(warned).toEqual([
      expect.stringMatching(
        /^plant queue oslo is held since .+: paused by an operator \(ola: stocktaking\)$/,
      ),
    ]);
    expect((await on(spine)({ command: 'list', plant: 'oslo' })).said).toContain(warned[0]);
    await on(spine)({ command: 'resume', plant: 'oslo', by: 'ola', requestId: crypto.randomUUID() });
    expect((await on(spine)({ command: 'list', plant: 'oslo' })).said).toBe(
      '0 quarantined or deferred (parked)',
    );
  });

  it('writes nothing when one line of many is wrong, and names line, column and rule', async () => {
    const spine = new Spine();
    const wrong = [head, 'oslo,item,M1,MILK', 'oslo,thing,M2,MILK', 'atlantis,item,M3,MILK'];
    const { code, said } = await importing(spine, wrong, { apply: true });
    expect(code).toBe(1);
    expect(said[0]).toMatch(/codes\.csv:3: kind /);
    expect(said[1]).toMatch(/codes\.csv:4: plant /);
    expect(said.at(-1)).toBe('2 errors; nothing was written');
    expect(await exportPlant('oslo', on(spine))).toBe(`${head}\n`);
  });

  it('gets out what it put in, byte for byte; a line without Odoo’s code takes an entry out', async () => {
    const spine = new Spine();
    const lines = [head, 'oslo,item,"M 1, old",MILK', 'oslo,location,DOCK,OSL/Stock/Dock'];
    await importing(spine, lines, { apply: true });
    expect(await exportPlant('oslo', on(spine))).toBe(`${lines.join('\n')}\n`);
    const { said } = await importing(spine, [head, 'oslo,location,DOCK,'], { apply: true });
    expect(said.join('\n')).toMatch(/removed +oslo location DOCK/);
    expect(await exportPlant('oslo', on(spine))).toBe(`${lines.slice(0, 2).join('\n')}\n`);
  });

  it('learns exactly what is missing, imports it, and what waited for it is posted', async () => {
    const spine = new Spine();
    const first = await quarantined(spine, 'a', 'OLD-1', 'OSL/MO/1');
    const second = await quarantined(spine, 'b', 'OLD-1', 'OSL/MO/2');
    const other = await quarantined(spine, 'c', 'OLD-2', 'OSL/MO/3');
    expect((await spine.eventStore.get(first))?.reason?.missing).toEqual([{ kind: 'item', code: 'OLD-1' }]);
    const missing = await missingFile('oslo', on(spine), () => {});
    expect(missing).toMatch(/oslo,item,OLD-1,,2\n.*oslo,item,OLD-2,,1\n/s);

    const { said } = await importing(spine, [head, 'oslo,item,OLD-1,MILK'], { apply: true, release: true });
    expect(said.at(-1)).toBe('2 events released');
    await spine.drain();
    expect(await Promise.all([first, second, other].map((key) => spine.statusOf(key)))).toEqual([
      'posted',
      'posted',
      'quarantined',
    ]);
    expect(spine.odoo.calls.flat().at(-1)?.payload).toMatchObject({ item: 'MILK' });
    expect((await spine.eventStore.get(first))?.decisions).toMatchObject([{ action: 'retry', by: 'ola' }]);
  });

  it('is asked for every batch anew; when it cannot be read, the events wait and none is quarantined', async () => {
    const spine = new Spine();
    const lookUp = spine.codeMapping.lookUp;
    spine.codeMapping.lookUp = () => Promise.reject(new Error('throttled'));
    const event = issue({ id: 'x' });
    await spine.accept([event]);
    spine.tick(60);
    await spine.post();
    await spine.post();
    expect(await spine.statusOf(eventKeyOf(event))).toBe('accepted');
    expect(spine.odoo.calls).toEqual([]);
    spine.codeMapping.lookUp = lookUp;
    await spine.drain();
    expect(await spine.statusOf(eventKeyOf(event))).toBe('posted');
  });
});
