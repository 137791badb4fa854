import type { Context, SQSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import {
  contentTypeOf,
  type DroppedFile,
  droppedFile,
  type Files,
} from '../../lambdas/inbound/files/dropped-file.ts';
import { FileUnfinished, handle, takeFile } from '../../lambdas/inbound/files/take-file.ts';
import { readDocument } from '../../lambdas/inbound/formats/read-document.ts';
import { lyon } from '../../plants/lyon.ts';
import { oslo } from '../../plants/oslo.ts';
import { readLines } from '../fakes/documents.ts';
import { osloMes, Spine } from '../fakes/spine.ts';

/** Files in memory, each put under a version of its own. */
class FakeFiles implements Files {
  readonly versions = new Map<string, { bytes: Uint8Array; contentType: string }>();
  readonly written = new Map<string, string>();

  read: Files['read'] = async (key, version, maxBytes) => {
    const found = this.versions.get(`${key} ${version}`);
    if (!found) return 'gone';
    return found.bytes.length > maxBytes ? 'too-large' : found;
  };
  write: Files['write'] = async (key, body) => void this.written.set(key, body);
  remove: Files['remove'] = async (key) => void this.written.delete(key);
}

const folder = 'oslo/mes/reports/in';

class Ingest {
  readonly spine = new Spine();
  readonly files = new FakeFiles();
  #version = 0;
  #tries = 0;

  /** @returns the notification of it */
  put(name: string, body: string, contentType = 'text/csv'): string {
    this.#tries = 0;
    const version = `v${++this.#version}`;
    const key = name.includes('/') ? name : `${folder}/${name}`;
    this.files.versions.set(`${key} ${version}`, { bytes: Buffer.from(body), contentType });
    return JSON.stringify({
      source: 'aws.s3',
      'detail-type': 'Object Created',
      time: this.spine.now.toISOString().replace('.000Z', 'Z'),
      detail: { bucket: { name: 'b' }, object: { key, 'version-id': version } },
    });
  }

  take(message: string, left = () => 600_000): Promise<void> {
    return handle(
      {
        Records: [
          { body: message, messageId: 'm-1', attributes: { ApproximateReceiveCount: `${++this.#tries}` } },
        ],
      } as unknown as SQSEvent,
      { getRemainingTimeInMillis: left } as Context,
      {
        ...this.spine.deps,
        plants: { oslo },
        files: this.files,
        read: readLines,
        directory: async (caller) =>
          caller === 'drop.oslo.mes' ? { ...osloMes, systems: ['mes'] } : undefined,
        once: async (_version, _context, run) => run(),
      },
    );
  }

  result(name: string) {
    return JSON.parse(this.files.written.get(`${folder}/${name}.result.json`) ?? '{}');
  }

  errors(name: string): string[] | undefined {
    return this.files.written.get(`${folder}/${name}.errors.csv`)?.split('\r\n');
  }
}

describe('a dropped file', () => {
  it('comes back with its own delimiter and columns, so that mended rows can be dropped as they are', async () => {
    const spine = new Spine();
    const files = new FakeFiles();
    const take = async (name: string, body: Buffer) => {
      const key = `lyon/weighing/weighings/in/${name}`;
      files.versions.set(`${key} v`, { bytes: body, contentType: '' });
      const object = { key, 'version-id': 'v' };
      await takeFile(
        droppedFile(JSON.stringify({ time: '2026-11-23T12:00:00Z', detail: { object } })) as DroppedFile,
        {
          ...spine.deps,
          plants: { lyon },
          files,
          read: readDocument,
          directory: async () => ({ ...osloMes, plants: ['lyon'], systems: ['weighing'] }),
        },
        { hasTime: () => true, again: false },
      );
      return {
        result: JSON.parse(files.written.get(`${key}.result.json`) ?? '{}'),
        errors: files.written.get(`${key}.errors.csv`) ?? '',
      };
    };
    const head = 'N° pesée;Date;Heure;OF;Article;Quantité;Unité;Lot';
    const rows = [
      '1;23/11/2026;12:15:00;LYO/MO/1;SUCRE;1 250,5;g;',
      '2;23/11/2026;12:16:00;LYO/MO/1;SUCRE;douze;g;',
      '3;23/11/2026;12:17:00;LYO/MO/1;SUCRE;9 999 999;g;',
    ];
    const first = await take('a.csv', Buffer.from([head, ...rows, ''].join('\r\n'), 'latin1'));
    expect(first.result).toMatchObject({ accepted: 1, rejected: 2 });
    const [names, ...wrong] = first.errors.trimEnd().split('\r\n');
    expect(names).toBe(`\uFEFFline;pointer;rule;detail;${head}`);
    expect(wrong[0]).toContain('3;/data/quantity/value;type;"column ""Quantité"":');
    expect(wrong[1]).toContain('4;/data/quantity/value;ceiling;"column ""Quantité"":');
    expect(wrong.map((row, at) => row.slice(-(rows[at + 1] ?? '').length))).toEqual(rows.slice(1));
    const mended = first.errors.replaceAll('douze', '12').replaceAll('9 999 999', '999');
    expect((await take('mended.csv', Buffer.from(mended))).result).toMatchObject({ accepted: 2 });
    // Who mends the file itself as well sends rows again: the key identifies them.
    const whole = [head, ...rows, ''].join('\r\n').replace('douze', '12').replace('9 999 999', '999');
    const again = await take('a.csv', Buffer.from(whole, 'latin1'));
    expect(again.result).toMatchObject({ accepted: 0, duplicate: 3 });
    expect(again.result).not.toHaveProperty('errors');
  });

  it('is taken in, and its rejected rows come back as they were, with what is wrong', async () => {
    const ingest = new Ingest();
    await ingest.take(ingest.put('a.csv', 'e-1 O-1 1\nbad "a"; b\ne-2 O-1 -1\ne-1 O-1 2\n'));
    expect(ingest.spine.queue.size).toBe(1);
    expect(ingest.errors('a.csv')).toEqual([
      '\uFEFFline,pointer,rule,detail,id,order,value',
      '2,/data/order,required,is required,bad,"""a"";",b',
      '3,/data/quantity/value,minimum,must be greater than 0,e-2,O-1,-1',
      '4,/id,conflict,was accepted before with other content,e-1,O-1,2',
      '',
    ]);
    expect(ingest.result('a.csv')).toMatchObject({
      file: 'a.csv',
      version: 'v1',
      readable: true,
      entries: 4,
      accepted: 1,
      duplicate: 0,
      conflict: 1,
      rejected: 2,
      errors: 'a.csv.errors.csv',
    });
  });

  it('books nothing when it is dropped again', async () => {
    const ingest = new Ingest();
    await ingest.take(ingest.put('a.csv', 'e-1 O-1 1\ne-2 O-1 2\n'));
    ingest.spine.tick(60);
    await ingest.take(ingest.put('a.csv', 'e-1 O-1 1\ne-2 O-1 2\n'));
    expect(ingest.result('a.csv')).toMatchObject({ version: 'v2', accepted: 0, duplicate: 2 });
    expect(ingest.spine.queue.size).toBe(2);
  });

  it('leaves no errors of an earlier version when it was mended', async () => {
    const ingest = new Ingest();
    await ingest.take(ingest.put('a.csv', 'bad\n'));
    expect(ingest.errors('a.csv')).toBeDefined();
    await ingest.take(ingest.put('a.csv', 'e-1 O-1 1\n'));
    expect(ingest.errors('a.csv')).toBeUndefined();
    expect(ingest.result('a.csv')).not.toHaveProperty('errors');
  });

  it.each([1, 2, 3, 37, 250])('has the same result when its function died at event %i', async (at) => {
    const body = Array.from({ length: 300 }, (_, index) =>
      index % 50 === 49 ? 'bad\n' : `e-${index} O-${index % 7} ${index + 1}\n`,
    ).join('');
    const whole = new Ingest();
    await whole.take(whole.put('a.csv', body));
    const ingest = new Ingest();
    const message = ingest.put('a.csv', body);
    const { accept } = ingest.spine.eventStore;
    let calls = 0;
    ingest.spine.eventStore.accept = async (record) => {
      if (++calls === at) throw new Error('killed');
      return accept(record);
    };
    await expect(ingest.take(message)).rejects.toThrow('killed');
    expect(ingest.files.written.size).toBe(0);
    ingest.spine.tick(660);
    await ingest.take(message);
    ingest.spine.tick(-660);
    expect(ingest.errors('a.csv')).toEqual(whole.errors('a.csv'));
    const finishedAt = expect.any(String);
    expect(ingest.result('a.csv')).toEqual({ ...whole.result('a.csv'), finishedAt });
    expect(ingest.spine.queue.size).toBe(294);
  });

  it('goes on with its next try where time ran out', async () => {
    const ingest = new Ingest();
    const body = Array.from({ length: 250 }, (_, index) => `e-${index} O-1 1\n`).join('');
    const message = ingest.put('a.csv', body);
    let asked = 0;
    await expect(ingest.take(message, () => (asked++ < 2 ? 600_000 : 10_000))).rejects.toThrow(
      FileUnfinished,
    );
    expect(ingest.spine.queue.size).toBe(200);
    await ingest.take(message);
    expect(ingest.result('a.csv')).toMatchObject({ entries: 250, accepted: 250, duplicate: 0 });
  });

  it('counts a row that stands twice in it once, also on a second try', async () => {
    const ingest = new Ingest();
    const message = ingest.put('a.csv', 'e-1 O-1 1\ne-1 O-1 1\n');
    await ingest.take(message);
    expect(ingest.result('a.csv')).toMatchObject({ accepted: 1, duplicate: 1 });
    await ingest.take(message);
    expect(ingest.result('a.csv')).toMatchObject({ accepted: 1, duplicate: 1 });
  });

  it.each([
    ['a.csv', '!', '1,row 1,,unreadable,is cut off'],
    ['a.png', 'x', ',,,unreadable,image/png is no format'],
    ['a.csv', 'x'.repeat(5 * 1024 * 1024 + 1), ',,,size,"must be at most 5 MiB; drop it in parts"'],
    ['a.csv', 'e O 1\n'.repeat(20_001), ',,,size,"must hold at most 20000 entries, has 20001"'],
  ])('that cannot be read (%s) comes back with the one fault', async (name, body, row) => {
    const ingest = new Ingest();
    await ingest.take(ingest.put(name, body, 'image/png'));
    expect(ingest.errors(name)).toEqual(['\uFEFFline,element,pointer,rule,detail', row, '']);
    expect(ingest.result(name)).toMatchObject({ readable: false, accepted: 0, rejected: 0 });
    expect(ingest.spine.queue.size).toBe(0);
  });

  it('in a folder of nobody gets a result that says so, and is not read', async () => {
    const ingest = new Ingest();
    await ingest.take(ingest.put('oslo/wms/reports/in/a.csv', 'e-1 O-1 1\n'));
    expect(ingest.files.written.get('oslo/wms/reports/in/a.csv.errors.csv')).toContain('unknown-partner');
    expect(ingest.spine.queue.size).toBe(0);
  });

  it('is read by its extension, whatever the uploading tool calls it', async () => {
    const ingest = new Ingest();
    await ingest.take(ingest.put('A.CSV', 'e-1 O-1 1\n', 'application/octet-stream'));
    expect(ingest.result('A.CSV')).toMatchObject({ accepted: 1 });
  });

  it.each(['a', 'a.dat', 'a.constructor'])('called %s is what the uploading tool calls it', (name) => {
    expect(contentTypeOf({ name }, 'Text/CSV; charset=utf-8')).toBe('text/csv');
  });

  it('that was removed meanwhile leaves nothing', async () => {
    const ingest = new Ingest();
    const message = ingest.put('a.csv', 'e-1 O-1 1\n');
    ingest.files.versions.clear();
    await ingest.take(message);
    expect(ingest.files.written.size).toBe(0);
  });

  it.each([
    `${folder}/a.csv.errors.csv`,
    `${folder}/a.csv.result.json`,
    'oslo/mes/a.csv',
    `${folder}/x/a.csv`,
  ])('is none at %s', async (key) => {
    const ingest = new Ingest();
    await ingest.take(ingest.put(key, 'e-1 O-1 1\n'));
    expect(ingest.files.written.size).toBe(0);
    expect(ingest.spine.queue.size).toBe(0);
  });

  it.each([
    '{"hello":"world"}',
    'nonsense',
    '{"time":"2026-11-29T08:00:00Z","detail":{"object":{"key":"a"}}}',
  ])('is not lost where a message is not S3’s: it becomes a dead letter (%s)', async (message) => {
    const ingest = new Ingest();
    await expect(ingest.take(message)).rejects.toThrow('no notification of S3');
    expect(ingest.spine.logged).toEqual([]);
  });

  it('stays in the queue while the event store or the bucket is away', async () => {
    const ingest = new Ingest();
    const message = ingest.put('a.csv', 'e-1 O-1 1\n');
    const { read } = ingest.files;
    ingest.files.read = () => Promise.reject(new Error('SlowDown'));
    await expect(ingest.take(message)).rejects.toThrow('SlowDown');
    ingest.files.read = read;
    await ingest.take(message);
    expect(ingest.result('a.csv')).toMatchObject({ accepted: 1 });
  });
});
