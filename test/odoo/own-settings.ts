/**
 * Gives each worker of vitest the Odoo of its number: ODOO_EACH, by scripts/test-odoo.ts, has the settings of one for every
 * worker.
 */
const odoos: NodeJS.ProcessEnv[] = JSON.parse(process.env.ODOO_EACH ?? '[]');
const mine = odoos[Number(process.env.VITEST_POOL_ID) - 1];
if (!mine) throw new Error(`worker ${process.env.VITEST_POOL_ID} has no Odoo: run npm run test:odoo`);
Object.assign(process.env, mine);
