import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalGateway, startLocalGateway } from '../../local/run/local-gateway.ts';
import { untilSettled, withRetries } from '../../local/run/send.ts';
import { qualityHoldOfOslo } from '../backends/quality-holds.ts';
import type { TestBackend } from '../backends/test-backend.ts';
import { addressOf, until } from './plant.ts';

const bucket = 'opg-local-drop-000000000000-eu-central-1';
const head = 'Kind,Time,Order,Quantity,Unit,Batch,Best before,Last,Reason';

interface Made {
  order: string;
  product: string;
}

interface Answer {
  status: number;
  type: string | null;
  body: {
    documentId?: string;
    detail?: string;
    line?: number;
    entries?: {
      status: string;
      line?: number;
      statusUrl?: string;
      errors?: { pointer: string; detail: string }[];
    }[];
  };
}

const statusesOf = ({ body }: Answer): Record<string, number> =>
  Object.fromEntries(
    Object.entries(Object.groupBy(body.entries ?? [], ({ status }) => status)).map(([status, rows]) => [
      status,
      rows?.length ?? 0,
    ]),
  );

/** Ways for a row to be wrong: in a cell, in a combination of cells, or for the plant. */
const mishaps: ((row: string[]) => string[])[] = [
  (row) => row.with(0, 'BAD'),
  (row) => row.with(1, 'yesterday'),
  (row) => row.with(1, '2020-01-01T00:00:00Z'),
  (row) => row.with(2, ''),
  (row) => row.with(3, 'ten'),
  (row) => row.with(3, '-1'),
  (row) => row.with(3, '2000000'),
  (row) => row.with(4, 'bushel'),
  (row) => row.slice(0, 5),
];

/** Documents of lyon over HTTP and as dropped files, from the partner's side to Odoo's stock. */
export const documentsSuite = (backendOf: () => Promise<TestBackend>) =>
  describe('documents of a plant', () => {
    let backend: TestBackend;
    let gateway: LocalGateway;
    let folder: string;
    let s3: S3Client;
    const run = Date.now().toString(36).slice(-5).toUpperCase();
    let count = 0;

    beforeAll(async () => {
      backend = await backendOf();
      folder = mkdtempSync(join(tmpdir(), 'documents-'));
      await backend.seed(qualityHoldOfOslo);
      gateway = await startLocalGateway({ dataDir: folder, odoo: addressOf(backend) });
      s3 = new S3Client({
        endpoint: gateway.cloud.awsUrl,
        region: 'eu-central-1',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      });
    });
    afterAll(async () => {
      await gateway?.stop();
      await backend?.close();
      rmSync(folder, { recursive: true });
    });

    /** Orders of kilograms of a product of their own. */
    const orders = async (wanted: number): Promise<Made[]> => {
      const made = Array.from({ length: wanted }, () => {
        count += 1;
        return { order: `LYO/MO/${run}${count}`, product: `P${run}${count}` };
      });
      await backend.seed({
        warehouses: [{ code: 'LYO', name: 'Lyon' }],
        items: made.map(({ product }) => ({
          code: product,
          name: product,
          uom: 'uom.product_uom_kgm',
          tracking: 'lot',
        })),
        orders: made.map(({ order, product }) => ({
          name: order,
          warehouse: 'LYO',
          item: product,
          quantity: 5000,
        })),
      });
      return made;
    };

    const rowOf = (made: Made[], index: number): string[] => {
      const { order = '' } = made[index % made.length] ?? {};
      const time = new Date(Date.now() - 3_600_000 + index * 1000).toISOString();
      return ['GOOD', time, order, '1', 'KGM', `B-${order}`, '', '', `${index}`];
    };
    /** A file of so many rows, every n-th wrong. */
    const file = (made: Made[], rows: number, wrong: ReadonlySet<number> = new Set()): string =>
      [
        head,
        ...Array.from({ length: rows }, (_, index) => {
          const row = rowOf(made, index);
          return (wrong.has(index) ? mishaps[index % mishaps.length]?.(row) : row)?.join(',');
        }),
        '',
      ].join('\r\n');
    /** 37 of a thousand, each mishap several times. */
    const wrong = new Set(Array.from({ length: 37 }, (_, index) => index * 26));

    const post = async (
      body: string | Buffer,
      { type = 'text/csv', query = 'mapping=filling', partner = 'lyon-mes' } = {},
    ): Promise<Answer> => {
      const response = await withRetries(() =>
        fetch(`${gateway.url}/v1/plants/lyon/documents?${query}`, {
          method: 'POST',
          headers: { 'x-api-key': gateway.keys[partner] ?? '', 'content-type': type },
          body,
        }),
      );
      return {
        status: response.status,
        type: response.headers.get('content-type'),
        body: (await response.json()) as Answer['body'],
      };
    };

    const read = async (key: string): Promise<string | undefined> => {
      try {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return await Body?.transformToString();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    };
    const drop = async (key: string, body: string | Buffer): Promise<Record<string, unknown>> => {
      const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
      return until(async () => {
        const result = JSON.parse((await read(`${key}.result.json`)) ?? '{}');
        return result.version === VersionId ? result : undefined;
      });
    };

    /** Stock of the plant's products when all events are settled. */
    const booked = async (made: Made[]): Promise<number> => {
      await untilSettled(gateway.url, gateway.keys['lyon-mes'] ?? '', 'lyon', 200_000);
      const quantities = await Promise.all(
        made.map(async ({ product }) => (await backend.onHand('LYO', product)).quantity),
      );
      return quantities.reduce((sum, quantity) => sum + quantity, 0);
    };

    const command = (args: string[]): Promise<{ code: number; out: string }> =>
      new Promise((resolve) => {
        const script = join(import.meta.dirname, '..', '..', 'scripts', 'drop.ts');
        execFile(
          process.execPath,
          [script, ...args],
          { env: { ...process.env, LOCAL_DATA: folder } },
          (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), out: stdout + stderr }),
        );
      });

    it('dropped as a file of a thousand rows, 37 of them wrong: 963 are booked, 37 come back, and once', async () => {
      const made = await orders(20);
      const path = join(folder, 'shift.csv');
      writeFileSync(path, file(made, 1000, wrong));
      const first = await command(['lyon/mes/filling', path]);
      expect(first.out).toContain('1000 entries: 963 accepted, 0 duplicate, 0 conflict, 37 rejected');
      expect(first.code).toBe(1);
      const errors = (await read('lyon/mes/filling/in/shift.csv.errors.csv'))?.trimEnd().split('\r\n') ?? [];
      expect(errors[0]).toBe(`\uFEFFline,pointer,rule,detail,${head}`);
      const at = errors.slice(1).map((line) => Number(/^(\d+),(?:\/|,columns)/.exec(line)?.[1]) - 2);
      expect(at).toEqual([...wrong].sort((a, b) => a - b));
      expect(errors.join('\n')).toContain('column ""Quantity""');
      expect(await booked(made)).toBe(963);

      const ours = await command(['lyon/mes/filling', `${path}.errors.csv`]);
      expect(ours.code).toBe(2);
      expect(ours.out).toContain("shift.csv.errors.csv: files of this name are the gateway's own");

      const second = await command(['lyon/mes/filling', path]);
      expect(second.out).toContain('1000 entries: 0 accepted, 963 duplicate, 0 conflict, 37 rejected');
      expect(await read('lyon/mes/filling/in/shift.csv.errors.csv')).toBe(errors.join('\r\n').concat('\r\n'));
      expect(await booked(made)).toBe(963);
    }, 300_000);

    it('whose function is killed in the middle are taken in by the next try, with the same result', async () => {
      const made = await orders(10);
      const take = gateway.cloud.functions.find((name) => /DropTake/.test(name)) ?? '';
      let hundreds = 0;
      let killed = false;
      const stop = gateway.cloud.onLog(({ functionName, record }) => {
        if (functionName !== take || record?.message !== 'EVENTS_ACCEPTED') return;
        hundreds += 1;
        if (hundreds === 3)
          void gateway.cloud.killWorker(take).then((done) => {
            killed = done;
          });
      });
      const result = await drop('lyon/mes/filling/in/killed.csv', file(made, 500, wrong));
      stop();
      expect(killed).toBe(true);
      expect(hundreds).toBeGreaterThan(5);
      expect(result).toMatchObject({ entries: 500, accepted: 480, duplicate: 0, conflict: 0, rejected: 20 });
      const errors = await read('lyon/mes/filling/in/killed.csv.errors.csv');
      expect(errors?.trimEnd().split('\r\n')).toHaveLength(21);
      expect(await booked(made)).toBe(480);
    }, 300_000);

    /** As a partner does: again after a 429, which a busy machine may answer. */
    const untilTaken = async (send: () => Promise<Answer>): Promise<Answer> => {
      for (;;) {
        const answer = await send();
        // The local API Gateway hangs up after 29 s too, and answers 504.
        expect(answer.status).not.toBe(504);
        if (answer.status !== 503) return answer;
        expect(answer.body.detail).toContain('Send the same document again');
      }
    };

    it('over HTTP: a thousand rows of one order are answered in time and booked once', async () => {
      const made = await orders(1);
      const body = file(made, 1000);
      const first = await untilTaken(() => post(body));
      const { accepted = 0, duplicate = 0 } = statusesOf(first);
      expect([first.status, accepted + duplicate]).toEqual([202, 1000]);
      const second = await post(body);
      expect([second.status, statusesOf(second)]).toEqual([202, { duplicate: 1000 }]);
      expect(await booked(made)).toBe(1000);
    }, 300_000);

    it('over HTTP: a row per entry says in the file’s words what is wrong', async () => {
      const made = await orders(1);
      const answer = await post(file(made, 3, new Set([1])));
      expect(answer.status).toBe(207);
      expect(answer.body.entries).toMatchObject([
        { line: 2, status: 'accepted' },
        {
          line: 3,
          status: 'rejected',
          errors: [{ pointer: '/time', detail: expect.stringContaining('"Time"') }],
        },
        { line: 4, status: 'accepted' },
      ]);
      const plausible = await post(`${head}\n${rowOf(made, 7).with(3, '2000000').join(',')}\n`);
      expect(plausible.body.entries).toMatchObject([
        {
          errors: [
            {
              pointer: '/data/quantity/value',
              rule: 'ceiling',
              detail: expect.stringContaining('"Quantity"'),
            },
          ],
        },
      ]);
    });

    const b2mml = (
      { order, product }: Made,
      id: string,
      declared: string,
    ) => `<?xml version="1.0" encoding="${declared}"?>
<OperationsPerformance xmlns="http://www.mesa.org/xml/B2MML">
  <ID>${id}</ID>
  <OperationsType>Production</OperationsType>
  <OperationsResponse>
    <ID>${id}-1</ID>
    <OperationsRequestID>${order}</OperationsRequestID>
    <SegmentResponse>
      <ID>été</ID>
      <ActualEndTime>${new Date(Date.now() - 60_000).toISOString().slice(0, 17)}00Z</ActualEndTime>
      <MaterialActual>
        <MaterialDefinitionID>${product}</MaterialDefinitionID>
        <MaterialLotID>L-${order}</MaterialLotID>
        <MaterialUse>Produced</MaterialUse>
        <Quantity><QuantityString>5</QuantityString><DataType>decimal</DataType><UnitOfMeasure>KGM</UnitOfMeasure></Quantity>
      </MaterialActual>
    </SegmentResponse>
  </OperationsResponse>
</OperationsPerformance>`;

    it('in XML and JSON over HTTP and as a file are one document, whatever their encoding', async () => {
      const made = await orders(1);
      const [one] = made as [Made];
      const xml = b2mml(one, `PERF-${run}`, 'UTF-8');
      const query = 'system=mes';
      const first = await post(xml, { type: 'application/xml; charset=utf-8', query });
      expect([first.status, statusesOf(first)]).toEqual([202, { accepted: 1 }]);
      const utf16 = Buffer.from(`\uFEFF${xml.replace('UTF-8', 'UTF-16')}`, 'utf16le');
      const second = await post(utf16, { type: 'text/xml', query });
      expect([second.status, statusesOf(second)]).toEqual([202, { duplicate: 1 }]);
      const time = /<ActualEndTime>(.*)<\/ActualEndTime>/.exec(xml)?.[1];
      const json = JSON.stringify({
        OperationsPerformance: {
          ID: `PERF-${run}`,
          OperationsType: 'Production',
          OperationsResponse: [
            {
              ID: `PERF-${run}-1`,
              OperationsRequestID: one.order,
              SegmentResponse: [
                {
                  ID: 'été',
                  ActualEndTime: time,
                  MaterialActual: [
                    {
                      MaterialDefinitionID: one.product,
                      MaterialLotID: `L-${one.order}`,
                      MaterialUse: 'Produced',
                      Quantity: [{ QuantityString: '5', DataType: 'decimal', UnitOfMeasure: 'KGM' }],
                    },
                  ],
                },
              ],
            },
          ],
        },
      });
      const third = await post(json, { type: 'application/json', query });
      expect([third.status, statusesOf(third)]).toEqual([202, { duplicate: 1 }]);
      const latin1 = Buffer.from(xml.replace('UTF-8', 'ISO-8859-1'), 'latin1');
      expect(await drop('lyon/mes/b2mml/in/report.xml', latin1)).toMatchObject({ accepted: 0, duplicate: 1 });
      expect(await booked(made)).toBe(5);
    }, 120_000);

    it('that cannot be read say where, over HTTP and beside the file', async () => {
      const broken = '<OperationsPerformance>\n<ID>1</OperationsPerformance>';
      const answer = await post(broken, { type: 'application/xml', query: 'system=mes' });
      expect(answer.status).toBe(400);
      expect(answer.type).toBe('application/problem+json');
      expect(answer.body.line).toBe(2);
      const result = await drop('lyon/mes/b2mml/in/broken.xml', broken);
      expect(result).toMatchObject({ readable: false, accepted: 0 });
      const errors = (await read('lyon/mes/b2mml/in/broken.xml.errors.csv'))?.trimEnd().split('\r\n');
      expect(errors).toHaveLength(2);
      expect(errors?.[1]).toMatch(/^2,.*,unreadable,/);
    }, 60_000);

    it('are bounded, and of those who may send them', async () => {
      expect((await post('x'.repeat(4 * 1024 * 1024 + 1))).status).toBe(413);
      expect((await post('x'.repeat(6 * 1024 * 1024))).status).toBe(413);
      expect((await post('x', { type: 'application/pdf', query: 'system=mes' })).status).toBe(415);
      expect((await post('x', { partner: 'oslo-mes' })).status).toBe(403);
      expect((await post('x', { partner: 'nobody' })).status).toBe(401);
      const result = await drop('oslo/mes/filling/in/foreign.csv', 'x');
      expect(result).toMatchObject({ readable: false });
      expect(await read('oslo/mes/filling/in/foreign.csv.errors.csv')).toContain('unknown-partner');
    }, 60_000);
  });
