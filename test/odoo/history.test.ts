import { describe } from 'vitest';
import { realOdooFromEnvironment } from '../worlds/real-odoo.ts';
import { byPeople } from './history/by-people.ts';
import { historySuite } from './history.suite.ts';
import { openFloor } from './open-floor.ts';

historySuite(async () => realOdooFromEnvironment());

describe('the history of what people did', () => {
  const { odoo } = realOdooFromEnvironment();
  byPeople(
    openFloor(async () => realOdooFromEnvironment()),
    odoo,
  );
});
