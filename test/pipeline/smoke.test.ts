import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { addressIn, answers } from '../../scripts/pipeline/smoke.ts';

/** A server that answers these statuses one after the other, and the last one from then on. */
const serverOf = async (...statuses: number[]): Promise<{ address: string; asked: string[] }> => {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(statuses[Math.min(asked.length, statuses.length) - 1] ?? 500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/live/`, asked };
};

describe('the check after a deployment', () => {
  it('takes the own domain, or else the address of AWS', () => {
    const url = 'https://abc.execute-api.eu-central-1.amazonaws.com/live/';
    const own = 'https://gateway.example.com/';
    const other = { 'opg-dev-domain': { Target: 'd-abc.execute-api.example.com' } };
    expect(addressIn({ ...other, 'opg-dev-entrance': { ApiUrlDDEE0114: url } })).toBe(url);
    expect(addressIn({ 'opg-dev-entrance': { ApiUrlDDEE0114: url, ApiAddress23BA5AF1: own } })).toBe(own);
    expect(addressIn(other)).toBeUndefined();
  });

  it('asks for the health below the stage, until it is there', async () => {
    const { address, asked } = await serverOf(503, 403, 200);
    expect(await answers(address, 5, 0)).toBeUndefined();
    expect(asked).toEqual(['/live/health', '/live/health', '/live/health']);
  });

  it('gives up with the last failure', async () => {
    const { address, asked } = await serverOf(503);
    expect(await answers(address, 3, 0)).toBe('status 503');
    expect(asked).toHaveLength(3);
    expect(await answers('http://127.0.0.1:1/', 1, 0)).toContain('bad port');
  });
});
