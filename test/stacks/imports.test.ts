import { describe, expect, it } from 'vitest';
import { findingsIn } from '../../scripts/import-rules.ts';

describe('imports between the floors of the house', () => {
  it.each([
    ['bin/gateway.ts', "import { App } from '../lib/app.ts';"],
    ['lambdas/post/book.ts', "import { oslo } from '../../plants/oslo.ts';"],
    ['lambdas/post/book.ts', "import {\n  client,\n  other,\n} from '../odoo/client.ts';"],
    ['lambdas/post/book.ts', "import { client } from '../odoo/client.ts';"],
    ['lib/stack.ts', "import { Stack } from 'aws-cdk-lib';"],
    ['test/stacks/x.test.ts', "import { dev } from '../../lib/environments.ts';"],
  ])('let %s write %s', (path, source) => {
    expect(findingsIn(path, source)).toEqual([]);
  });

  it.each([
    [
      'lib/stack.ts',
      "import { handler } from '../lambdas/post/index.ts';",
      'lib may import from plants, datasets, not lambdas',
    ],
    ['lib/stack.ts', "const late = await import('../lambdas/post/index.ts');", 'not lambdas'],
    ['events/catalogue.ts', "export * from '../plants/index.ts';", 'events may import from no other floor'],
    [
      'plants/oslo.ts',
      "import type { X } from '../lambdas/x.ts';",
      'plants may import from events, not lambdas',
    ],
    [
      'lambdas/post/book.ts',
      "import '../../lib/names.ts';",
      'lambdas may import from events, plants, datasets, not lib',
    ],
    ['test/stacks/x.test.ts', "import '../../bin/gateway.ts';", 'not bin'],
    ['lib/stack.ts', "import {\n  a,\n  b,\n} from '../lambdas/post/index.ts';", 'not lambdas'],
    ['attic/x.ts', '', 'no floor of the house'],
  ])('do not let %s write %s', (path, source, words) => {
    expect(findingsIn(path, source)).toEqual([expect.stringContaining(words)]);
  });

  it('take zod by its namespace in what runs in Lambda', () => {
    expect(findingsIn('events/x.ts', "import { z } from 'zod';")).toHaveLength(1);
    expect(findingsIn('events/x.ts', "import * as z from 'zod';")).toEqual([]);
    expect(findingsIn('events/x.ts', "import type { z } from 'zod';")).toEqual([]);
  });
});
