import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startFakeOdoo } from '../../local/fake-odoo/index.ts';
import { sampleMasterData } from '../../local/sample/master-data.ts';
import { LEAST_GROUPS } from '../../odoo/install.ts';

/** How this Odoo is set up, for tests to change. */
export interface Setup {
  groups: string[];
  warehouses: string[];
  /** names of the locations of quality holds */
  holds: string[];
  keyEnds: string | false;
  major: number;
  /** milliseconds by which its clock is ahead */
  ahead: number;
}

type Answer = (parameters: Record<string, unknown>, setup: Setup) => unknown;

const holdPlace = (name: string, index: number) => ({
  id: 100 + index,
  complete_name: name,
  usage: 'internal',
  parent_path: `1/${name.split('/')[0]}/${100 + index}/`,
});

/** What the fake Odoo leaves out, because only the doctor asks for it. In the form that Odoo 19 answers in. */
const answers: Readonly<Record<string, Answer>> = {
  'res.users/has_group': ({ group_ext_id }, { groups }) => groups.includes(String(group_ext_id)),
  'res.users.apikeys/search_read': (_, { keyEnds }) => [{ id: 1, name: 'gateway', expiration_date: keyEnds }],
  'stock.warehouse/search_read': ({ domain }, { warehouses }) => {
    const [, [, , wanted]] = domain as [string, [string, string, string | string[]]];
    const codes = [wanted].flat();
    return warehouses
      .filter((code) => codes.includes(code))
      .map((code, index) => ({
        id: index + 1,
        code,
        name: code,
        company_id: [1, 'My Company'],
        reception_steps: 'one_step',
        manufacture_steps: 'mrp_one_step',
        view_location_id: [900, code],
        lot_stock_id: [901, `${code}/Stock`],
        wh_input_stock_loc_id: false,
        wh_output_stock_loc_id: false,
        wh_pack_stock_loc_id: false,
        pbm_loc_id: false,
        sam_loc_id: false,
      }));
  },
  'stock.location/search_read': ({ domain }, { holds }) => {
    const [, [, , names]] = domain as [string, [string, string, string[]]];
    const warehouse = names[0]?.split('/')[0] ?? '';
    return [
      { id: 900, complete_name: warehouse, usage: 'view', parent_path: `1/${warehouse}/` },
      { id: 901, complete_name: `${warehouse}/Stock`, usage: 'internal', parent_path: `1/${warehouse}/901/` },
      ...holds.filter((name) => names.includes(name)).map(holdPlace),
    ];
  },
  'product.product/search_read': ({ domain }) => {
    const leaves = (domain as unknown[]).filter((each) => Array.isArray(each));
    const [, , codes = []] = leaves.find(([field]) => field === 'default_code') ?? [];
    return codes.map((code: string, index: number) => ({
      id: index,
      default_code: code,
      barcode: false,
      name: code,
      tracking: 'lot',
    }));
  },
  'res.lang/search_read': () => [{ id: 1, code: 'en_US' }],
  'product.category/search_read': ({ domain }) => {
    const [[, , names]] = domain as [[string, string, string[]]];
    return names.map((name, index) => ({ id: index, complete_name: name }));
  },
};

/** The fake Odoo with the sample plants, behind a server that also answers how it is set up. */
export const startOdooWithSetup = async (holds: string[]) => {
  const fake = await startFakeOdoo();
  fake.seed(sampleMasterData(new Date()));
  const setup: Setup = {
    groups: [...LEAST_GROUPS],
    warehouses: ['OSL', 'GDN', 'LYN'],
    holds,
    keyEnds: false,
    major: 19,
    ahead: 0,
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    // Synthesis blocks this process for longer than a kept connection lives.
    response.shouldKeepAlive = false;
    const date = new Date(Date.now() + setup.ahead).toUTCString();
    const json = (value: unknown) =>
      response.writeHead(200, { 'content-type': 'application/json', date }).end(JSON.stringify(value));
    const path = request.url ?? '/';
    if (path === '/web/version')
      return void json({ version: `${setup.major}.0`, version_info: [setup.major, 0] });
    const answer = answers[path.replace('/json/2/', '')];
    const key = request.headers.authorization?.replace(/^bearer /i, '');
    if (answer && key === fake.apiKey) {
      try {
        return void json(answer(JSON.parse(body) as Record<string, unknown>, setup));
      } catch (error) {
        return void response.writeHead(500).end(`${path}: ${error}`);
      }
    }
    const headers = Object.fromEntries(
      ['authorization', 'content-type', 'x-odoo-database'].flatMap((name) => {
        const value = request.headers[name];
        return typeof value === 'string' ? [[name, value]] : [];
      }),
    );
    const ask = () =>
      fetch(`${fake.url}${path}`, { method: request.method ?? 'GET', headers, ...(body && { body }) });
    const forwarded = await ask()
      .catch(ask)
      .catch(() => undefined);
    if (!forwarded) return void response.destroy();
    response
      .writeHead(forwarded.status, { 'content-type': forwarded.headers.get('content-type') ?? '', date })
      .end(await forwarded.text());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    fake,
    setup,
    address: { url: `http://127.0.0.1:${port}`, database: fake.database, apiKey: fake.apiKey },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await fake.stop();
    },
  };
};

export type OdooWithSetup = Awaited<ReturnType<typeof startOdooWithSetup>>;
