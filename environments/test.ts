import { defineEnvironment } from '../configuration/environment.ts';
import { partners } from '../partners/index.ts';
import { plants } from '../plants/index.ts';

/** Sample environment for tests with partners. */
export const test = defineEnvironment(
  {
    name: 'test',
    plants: Object.keys(plants),
    partners: Object.keys(partners),
    odoo: { workers: 12 },
    keepData: false,
  },
  { plants, partners },
);
