import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { eventKeyOf } from '../../events/envelope.ts';
import type { MissingPage } from '../../lambdas/operations/code-mapping.ts';
import {
  applyLines,
  CommandRefused,
  compareLines,
  entriesOf,
  type Invoke,
  missingPages,
  releaseWaiting,
} from '../../lambdas/operations/code-mapping-client.ts';
import { type Command, command, linesPerImport } from '../../lambdas/operations/commands.ts';
import { handle } from '../../lambdas/operations/operate.ts';
import type { CodeMappingLine } from '../../lambdas/posting/code-mapping/code-mapping.ts';
import { writeCodeMappingCsv } from '../../lambdas/posting/code-mapping/csv.ts';
import { odooKnows, scrapOf } from '../fakes/scraps.ts';
import { Spine } from '../fakes/spine.ts';

const item = (code: string, odooCode: string): CodeMappingLine => ({
  plant: 'oslo',
  kind: 'item',
  code,
  odooCode,
});
const file = { name: 'x.csv', sha256: 'a'.repeat(64), lines: 3 };

/** The operate function, with each call counted and of a size that Lambda takes. */
const operating = (spine: Spine) => {
  const calls: string[] = [];
  const invoke: Invoke = async (given) => {
    expect(JSON.stringify(given).length).toBeLessThan(6_000_000);
    const parsed = command.parse(given);
    calls.push(parsed.command);
    const answer = await spine.operate(parsed);
    expect(JSON.stringify(answer).length).toBeLessThan(6_000_000);
    return answer;
  };
  return { calls, invoke };
};

describe('an import', () => {
  it('says what each line would do, and writes nothing by that', async () => {
    const spine = new Spine();
    const { invoke } = operating(spine);
    await applyLines(invoke, [item('A', 'a'), item('B', 'b'), item('C', 'c')], file, { by: 'ola' });
    const effects = await compareLines(invoke, [
      item('A', 'a'),
      item('B', 'other'),
      item('C', ''),
      item('D', 'd'),
      item('E', ''),
    ]);
    expect(effects).toEqual([
      { change: 'unchanged' },
      { change: 'changed', was: 'b' },
      { change: 'removed', was: 'c' },
      { change: 'added' },
      { change: 'absent' },
    ]);
    expect((await entriesOf(invoke, 'oslo')).map(({ odooCode }) => odooCode)).toEqual(['a', 'b', 'c']);
  });

  it('adds, changes and takes out, and is recorded with who, when, of what file, and each change', async () => {
    const spine = new Spine();
    const { invoke } = operating(spine);
    await applyLines(invoke, [item('A', 'a'), item('B', 'b')], file, { by: 'ola' });
    spine.tick(60);
    const second = { name: 'y.csv', sha256: 'b'.repeat(64), lines: 3 };
    const lines = [item('A', 'a'), item('B', ''), item('C', 'c')];
    await applyLines(invoke, lines, second, { by: 'kari', note: 'new line' });
    expect(await entriesOf(invoke, 'oslo')).toEqual([
      { kind: 'item', code: 'A', odooCode: 'a' },
      { kind: 'item', code: 'C', odooCode: 'c' },
    ]);
    const imports = await spine.codeMapping.imports('oslo', 10);
    const last = imports.find(({ by }) => by === 'kari');
    expect(imports).toHaveLength(2);
    expect(last).toMatchObject({
      at: spine.now.toISOString(),
      note: 'new line',
      file: second,
      part: 1,
      counts: { added: 1, changed: 0, removed: 1, unchanged: 1 },
      changes: [
        { kind: 'item', code: 'B', from: 'b' },
        { kind: 'item', code: 'C', to: 'c' },
      ],
    });
  });

  it('stays recorded as what it set out to do, when its function dies on the way and it is done again', async () => {
    const spine = new Spine();
    const put = spine.codeMapping.put;
    let left = 1;
    spine.codeMapping.put = async (...given) => {
      left -= 1;
      if (left < 0) throw new Error('died');
      return put(...given);
    };
    const once: Command = {
      command: 'crosswalk-import',
      lines: [item('A', 'a'), item('B', 'b')],
      importId: crypto.randomUUID(),
      startedAt: spine.now.toISOString(),
      part: 1,
      file,
      by: 'ola',
      requestId: crypto.randomUUID(),
    };
    await expect(spine.operate(once)).rejects.toThrow('died');
    spine.codeMapping.put = put;
    expect((await spine.operate(once)).ok).toBe(true);
    expect((await spine.codeMapping.page('oslo', 9)).entries).toHaveLength(2);
    const [record, ...more] = await spine.codeMapping.imports('oslo', 9);
    expect(more).toEqual([]);
    expect(record?.counts.added).toBe(2);
  });

  it('of twenty thousand lines comes in parts, and goes out again byte by byte', async () => {
    const spine = new Spine();
    const { calls, invoke } = operating(spine);
    const long = 'ø'.repeat(100);
    const lines = Array.from({ length: 20_000 }, (_, index) =>
      item(`P-${String(index).padStart(5, '0')}`, `${long}${index}`),
    );
    await compareLines(invoke, lines);
    await applyLines(invoke, lines, { ...file, lines: lines.length }, { by: 'ola' });
    expect(calls.filter((name) => name === 'crosswalk-import')).toHaveLength(20_000 / linesPerImport);
    const entries = await entriesOf(invoke, 'oslo');
    expect(writeCodeMappingCsv(entries.map((entry) => ({ plant: 'oslo', ...entry })))).toBe(
      writeCodeMappingCsv(lines),
    );
    // One item of DynamoDB holds 400 kB.
    const [part] = await spine.codeMapping.imports('oslo', 1);
    expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThan(400_000);
  });

  it('is refused for a plant there is none of, and for a code that is named twice', async () => {
    const spine = new Spine();
    const { invoke } = operating(spine);
    const stranger = { ...item('A', 'a'), plant: 'bergen' };
    await expect(compareLines(invoke, [item('B', 'b'), stranger])).rejects.toThrow(
      new CommandRefused('no plant bergen; there are oslo'),
    );
    await expect(applyLines(invoke, [stranger], file, { by: 'ola' })).rejects.toThrow('no plant bergen');
    const deps = {
      ...spine.operating,
      plants: {} as never,
      idempotency: undefined as never,
    };
    const twice = { command: 'crosswalk-compare', lines: [item('A', 'a'), item('A', 'b')] };
    expect((await handle(twice, {} as Context, deps)).said).toContain('/lines must not name a code twice');
  });
});

describe('what waits for entries of the code mapping', () => {
  /** Three events miss A, one misses B, and one waits behind the first. */
  const waiting = async () => {
    const spine = new Spine();
    const known = odooKnows(spine, 'ALPHA');
    const events = [scrapOf('A', '1'), scrapOf('B', '2'), scrapOf('A', '3'), scrapOf('A', '4')];
    const behind = scrapOf('ALPHA', '5', 'OSL/MO/1');
    await spine.accept([...events, behind]);
    await spine.drain();
    const statuses = () => spine.statuses([...events, behind], eventKeyOf);
    expect(await statuses()).toEqual([...Array(4).fill('quarantined'), 'parked']);
    return { spine, known, events, statuses, ...operating(spine) };
  };
  const releasing = async (invoke: Invoke, ...codes: string[]) => {
    const released = [];
    const given = new Set(codes.map((code) => `item#${code}`));
    for await (const one of releaseWaiting(invoke, 'oslo', given, { by: 'ola', note: 'import of x.csv' }))
      released.push(one);
    return released;
  };

  it('is listed with what the code mapping says now', async () => {
    const { spine, invoke, events } = await waiting();
    await applyLines(invoke, [item('B', 'wrong')], file, { by: 'ola' });
    const pages: MissingPage[] = [];
    for await (const page of missingPages(invoke, 'oslo')) pages.push(page);
    expect(pages.flatMap((page) => page.events.map(({ eventKey }) => eventKey))).toEqual(
      events.map(eventKeyOf),
    );
    expect(pages.flatMap(({ listed }) => listed)).toEqual([{ kind: 'item', code: 'B', odooCode: 'wrong' }]);
    const [small] = [await spine.operate({ command: 'missing', plant: 'oslo', limit: 2 })];
    expect(small.result).toMatchObject({ events: [{}, {}], cursor: expect.any(String) });
  });

  it('is released by an import of all it misses, as by a retry, and what is deferred follows', async () => {
    const { spine, invoke, statuses, events } = await waiting();
    await applyLines(invoke, [item('A', 'ALPHA')], file, { by: 'ola' });
    const released = await releasing(invoke, 'A');
    expect(released.map(({ ok }) => ok)).toEqual([true, true, true]);
    await spine.drain();
    expect(await statuses()).toEqual(['posted', 'quarantined', 'posted', 'posted', 'posted']);
    const record = events[0] && (await spine.eventStore.get(eventKeyOf(events[0])));
    expect(record).toMatchObject({
      decisions: [{ action: 'retry', by: 'ola', note: 'import of x.csv', at: expect.any(String) }],
    });
    expect(await releasing(invoke, 'A')).toEqual([]);
  });

  it('stays, when what it misses is not in the import', async () => {
    const { invoke, statuses } = await waiting();
    expect(await releasing(invoke, 'X')).toEqual([]);
    expect((await statuses())[0]).toBe('quarantined');
  });

  it('is asked for once a release, although Odoo refuses it again', async () => {
    const { spine, invoke, statuses } = await waiting();
    expect(await releasing(invoke, 'A', 'B')).toHaveLength(4);
    await spine.drain();
    expect((await statuses())[0]).toBe('quarantined');
  });

  it('says which events somebody else has decided about meanwhile', async () => {
    const { spine, events } = await waiting();
    const [first, second] = events.map(eventKeyOf) as [
      ReturnType<typeof eventKeyOf>,
      ReturnType<typeof eventKeyOf>,
    ];
    await spine.decide('skip', first);
    const answer = await spine.operate({
      command: 'release',
      eventKeys: [first, second],
      by: 'ola',
      requestId: crypto.randomUUID(),
    });
    expect(answer).toMatchObject({ ok: true, said: '1 of 2 events released' });
    expect(answer.result).toMatchObject([{ ok: false }, { ok: true }]);
  });
});
