import { describe, expect, it } from 'vitest';
import { findingsIn, roomTable } from '../../scripts/import-rules.ts';

describe('imports between the floors of the house', () => {
  it.each([
    ['bin/gateway.ts', "import { App } from '../lib/app.ts';"],
    ['lambdas/posting/book.ts', "import { oslo } from '../../plants/oslo.ts';"],
    ['lambdas/posting/book.ts', "import {\n  client,\n  other,\n} from '../odoo/client.ts';"],
    ['lambdas/posting/book.ts', "import { client } from '../odoo/client.ts';"],
    ['lib/stack.ts', "import { Stack } from 'aws-cdk-lib';"],
    ['test/stacks/x.test.ts', "import { dev } from '../../environments/index.ts';"],
  ])('let %s write %s', (path, source) => {
    expect(findingsIn(path, source)).toEqual([]);
  });

  it.each([
    [
      'lib/stack.ts',
      "import { handler } from '../lambdas/functions/post.ts';",
      'lib may import from configuration, plants, partners, environments, datasets, not lambdas',
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
    ['attic/x.ts', '', 'no top folder'],
  ])('do not let %s write %s', (path, source, words) => {
    expect(findingsIn(path, source)).toEqual([expect.stringContaining(words)]);
  });

  it('run one way between the rooms of lambdas/: a room names only rooms that stand above it', () => {
    const names = Object.keys(roomTable);
    for (const [index, name] of names.entries())
      expect(names.slice(0, index), name).toEqual(expect.arrayContaining([...(roomTable[name] ?? [])]));
    expect(names.at(-1)).toBe('functions');
  });

  it('take zod by its namespace in what runs in Lambda', () => {
    expect(findingsIn('events/x.ts', "import { z } from 'zod';")).toHaveLength(1);
    expect(findingsIn('events/x.ts', "import * as z from 'zod';")).toEqual([]);
    expect(findingsIn('events/x.ts', "import type { z } from 'zod';")).toEqual([]);
  });
});
