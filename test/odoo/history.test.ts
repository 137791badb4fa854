import { describe } from 'vitest';
import { realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { byPeople } from './history/by-people.ts';
import { changes } from './history/changes.ts';
import { written } from './history/written.ts';
import { historySuite } from './history.suite.ts';
import { openFloor } from './open-floor.ts';

historySuite(async () => realOdooFromEnvironment());

describe('the history in a real Odoo', () => {
  const { odoo } = realOdooFromEnvironment();
  const floor = openFloor(async () => realOdooFromEnvironment());
  describe('by people', () => byPeople(floor, odoo));
  describe('what has changed', () => changes(floor));
  describe('what is written', () => written(floor));
});
