import type { Environment } from '../configuration/environment.ts';
import type { Facts } from './shell.ts';

/**
 * Why cases must not be worked in this database; undefined when they may. `typed`: the database's name as the person typed
 * it again; `connected`: the one that the gateway's calls go to.
 */
export const whyNot = (
  { database, mark }: Pick<Facts, 'database' | 'mark'>,
  { typed, connected }: { typed: string | undefined; connected: string },
  environments: readonly Pick<Environment, 'name' | 'purpose'>[],
): string | undefined => {
  if (typed !== connected)
    return `cases book and change stock. If ${connected} is a copy that you can throw away, type its name: --copy ${connected}`;
  if (database !== connected)
    return `the shell is in the database ${database}, and ODOO_DB is ${connected}: both must be the copy`;
  if (mark === null) return undefined;
  const environment = environments.find(({ name }) => name === mark);
  if (!environment)
    return `the database is marked as environment ${mark}, which this checkout does not know; mark the copy: npm run odoo:install -- --env test --remark`;
  if (environment.purpose === 'production')
    return `the database is marked as ${mark}, which is a production environment. If it is a copy of it, mark it first: npm run odoo:install -- --env test --remark`;
  return undefined;
};
