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
    ['local/run/x.ts', "import { startLocalCloud } from '@odoo-plant-gateway/local-cloud';"],
    ['test/fakes/x.ts', "import { startDynamoDb } from '@odoo-plant-gateway/local-cloud/dynamodb';"],
    ['scripts/x.ts', "import type { LogLine } from '@odoo-plant-gateway/local-cloud';"],
    ['bench/x.ts', "const late = await import('@odoo-plant-gateway/local-cloud');"],
    ['packages/local-cloud/test/x.test.ts', "import { systemClock } from '../src/clock.ts';"],
    ['packages/local-cloud/src/sqs/x.ts', "import { z } from 'zod';"],
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
    ['packages/attic/x.ts', '', 'no floor of the house'],
    [
      'lambdas/post/book.ts',
      "import { systemClock } from '@odoo-plant-gateway/local-cloud';",
      'lambdas may import from events, plants, datasets, not packages/local-cloud',
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
      'packages/local-cloud may import from no other floor, not events',
    ],
    ['packages/local-cloud/test/x.test.ts', "import { until } from '../../../test/until.ts';", 'not test'],
    ['packages/local-cloud/src/x.ts', "import settings from '../../../package.json';", 'no other floor'],
  ])('do not let %s write %s', (path, source, words) => {
    expect(findingsIn(path, source)).toEqual([expect.stringContaining(words)]);
  });

  it('take zod by its namespace in what runs in Lambda', () => {
    expect(findingsIn('events/x.ts', "import { z } from 'zod';")).toHaveLength(1);
    expect(findingsIn('events/x.ts', "import * as z from 'zod';")).toEqual([]);
    expect(findingsIn('events/x.ts', "import type { z } from 'zod';")).toEqual([]);
  });
});
