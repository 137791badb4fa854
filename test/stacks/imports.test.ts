import { describe, expect, it } from 'vitest';
import { circlesIn, importFindings, rooms } from '../../scripts/checks/imports.ts';
import { exportsOf, nameFindings } from '../../scripts/checks/names.ts';
import { sizeFindings } from '../../scripts/checks/sizes.ts';

describe('imports between the folders', () => {
  it.each([
    ['bin/gateway.ts', "import { App } from '../lib/app.ts';"],
    ['lambdas/functions/post.ts', "import { plants } from '../../plants/index.ts';"],
    ['lambdas/posting/book.ts', "import {\n  client,\n  other,\n} from '../odoo/client.ts';"],
    ['lambdas/posting/book.ts', "import { client } from '../odoo/client.ts';"],
    ['lib/stack.ts', "import { Stack } from 'aws-cdk-lib';"],
    ['test/stacks/x.test.ts', "import { dev } from '../../environments/index.ts';"],
    ['local/run/x.ts', "import { startLocalCloud } from '@odoo-plant-gateway/local-cloud';"],
    ['test/fakes/x.ts', "import { startDynamoDb } from '@odoo-plant-gateway/local-cloud/dynamodb';"],
    ['scripts/x.ts', "import type { LogLine } from '@odoo-plant-gateway/local-cloud';"],
    ['bench/x.ts', "const late = await import('@odoo-plant-gateway/local-cloud');"],
    ['packages/local-cloud/test/x.test.ts', "import { systemClock } from '../src/clock.ts';"],
    ['packages/local-cloud/src/sqs/x.ts', "import { z } from 'zod';"],
  ])('let %s write %s', (path, source) => {
    expect(importFindings(path, source)).toEqual([]);
  });

  it.each([
    [
      'lib/stack.ts',
      "import { handler } from '../lambdas/functions/post.ts';",
      'lib may import from events, configuration, plants, partners, environments, datasets, not lambdas',
    ],
    ['lib/stack.ts', "const late = await import('../lambdas/functions/post.ts');", 'not lambdas'],
    ['events/catalogue.ts', "export * from '../plants/index.ts';", 'events may import from nothing else'],
    [
      'plants/oslo.ts',
      "import type { X } from '../lambdas/x.ts';",
      'plants may import from configuration, events, not lambdas',
    ],
    [
      'lambdas/posting/book.ts',
      "import '../../lib/names.ts';",
      'lambdas may import from events, configuration, plants, partners, datasets, not lib',
    ],
    [
      'lambdas/posting/book.ts',
      "import { oslo } from '../../plants/oslo.ts';",
      "only lambdas/functions may import the owner's data",
    ],
    ['test/stacks/x.test.ts', "import '../../bin/gateway.ts';", 'not bin'],
    ['lib/stack.ts', "import {\n  a,\n  b,\n} from '../lambdas/functions/post.ts';", 'not lambdas'],
    [
      'lambdas/posting/book.ts',
      "import { handler } from '../functions/post.ts';",
      'the room posting may import from platform, store, odoo, not functions',
    ],
    [
      'lambdas/store/event-store.ts',
      "import type { PostingRow } from '../odoo/posting.ts';",
      'the room store may import from platform, not odoo',
    ],
    ['lambdas/attic/x.ts', "import '../odoo/posting.ts';", 'attic is no room of lambdas'],
    ['attic/x.ts', '', 'attic has no import rule'],
    ['packages/attic/x.ts', '', 'packages/attic has no import rule'],
    [
      'lambdas/posting/book.ts',
      "import { systemClock } from '@odoo-plant-gateway/local-cloud';",
      'lambdas may import from events, configuration, plants, partners, datasets, not packages/local-cloud',
    ],
    ['lib/x.ts', "import '@odoo-plant-gateway/local-cloud/s3';", 'not packages/local-cloud'],
    ['test/x.ts', "import '@odoo-plant-gateway/attic';", 'not packages/attic'],
    [
      'local/run/x.ts',
      "import { systemClock } from '../../packages/local-cloud/src/clock.ts';",
      'a package is imported by its name',
    ],
    [
      'packages/local-cloud/src/x.ts',
      "import { events } from '../../../events/catalogue.ts';",
      'packages/local-cloud may import from nothing else, not events',
    ],
    ['packages/local-cloud/test/x.test.ts', "import { until } from '../../../test/until.ts';", 'not test'],
    ['packages/local-cloud/src/x.ts', "import settings from '../../../package.json';", 'nothing else'],
  ])('do not let %s write %s', (path, source, words) => {
    expect(importFindings(path, source)).toEqual([expect.stringContaining(words)]);
  });

  it('run one way between the rooms of lambdas/: a room names only rooms that stand above it', () => {
    const names = Object.keys(rooms);
    for (const [index, name] of names.entries())
      expect(names.slice(0, index), name).toEqual(expect.arrayContaining([...(rooms[name] ?? [])]));
    expect(names.at(-1)).toBe('functions');
  });

  it('take zod by its namespace in what runs in Lambda', () => {
    expect(importFindings('events/x.ts', "import { z } from 'zod';")).toHaveLength(1);
    expect(importFindings('events/x.ts', "import * as z from 'zod';")).toEqual([]);
    expect(importFindings('events/x.ts', "import type { z } from 'zod';")).toEqual([]);
  });
});

describe('files that import each other in a circle', () => {
  const circles = (imports: Record<string, string[]>) => circlesIn(new Map(Object.entries(imports)));

  it('are named, in the order of their imports', () => {
    expect(circles({ a: ['b'], b: ['c'], c: ['b'] })).toEqual([['b', 'c']]);
    expect(circles({ a: ['a'] })).toEqual([['a']]);
  });

  it('are told from files that two others import', () => {
    expect(circles({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] })).toEqual([]);
  });
});

describe('a name of lambdas/', () => {
  it('is exported by one file only, but for those that every function wires', () => {
    const sources = (texts: Record<string, string>) => new Map(Object.entries(texts));
    expect(
      nameFindings(sources({ 'a.ts': 'export interface Line {}', 'b.ts': 'export const Line = 1;' })),
    ).toEqual(['Line is exported by a.ts and b.ts: give each meaning its own name']);
    expect(
      nameFindings(sources({ 'a.ts': 'export const handle = 1;', 'b.ts': 'export const handle = 2;' })),
    ).toEqual([]);
    expect(
      nameFindings(sources({ 'a.ts': 'const Line = 1;', 'b.ts': 'export type Line = string;' })),
    ).toEqual([]);
  });

  it('counts however it is exported', () => {
    const source =
      'export async function* pages() {}\nexport class Store {}\nexport { a, b as c };\nexport type { T };';
    expect(exportsOf(source)).toEqual(['pages', 'Store', 'a', 'c', 'T']);
  });
});

describe('a file', () => {
  it('has at most 300 lines, unless it is a suite', () => {
    const lines = (count: number) => 'line\n'.repeat(count);
    expect(sizeFindings(new Map([['lambdas/a.ts', lines(300)]]))).toEqual([]);
    expect(sizeFindings(new Map([['test/a.ts', lines(301)]]))).toEqual([]);
    expect(sizeFindings(new Map([['lambdas/a.ts', lines(301)]]))).toEqual([
      'lambdas/a.ts: has 301 lines, and may have 300: split it by what it does',
    ]);
  });
});
