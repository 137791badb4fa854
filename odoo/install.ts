import { parseArgs } from 'node:util';
import { environments } from '../environments/index.ts';
import { ACTION_NAME } from '../lambdas/odoo/action.ts';
import { MODULE_NAME } from '../lambdas/odoo/posting.ts';
import { plants } from '../plants/index.ts';
import { OdooAdmin } from './admin.ts';
import { environmentMark, markEnvironment } from './environment-mark.ts';
import { fingerprint, packModule } from './module.ts';
import { optionsOf } from './options.ts';
import { markHoldPlaces, qualityHoldFaults } from './quality-holds.ts';
import { environmentVariable } from './variables.ts';

export interface Installed {
  /** the manifest's, as Odoo keeps it; undefined when the module was never imported */
  version: string | undefined;
  actionId: number | undefined;
  groupId: number | undefined;
  /** whether the action's code is the one of this checkout */
  sameCode: boolean;
}

export async function installedModule(odoo: OdooAdmin): Promise<Installed> {
  const [module] = await odoo.search<{ id: number; state: string; latest_version: string | false }>(
    'ir.module.module',
    [['name', '=', MODULE_NAME]],
    ['state', 'latest_version'],
  );
  const actionId = await odoo.externalId(`${MODULE_NAME}.action_post`);
  const [action] = actionId
    ? await odoo.search<{ id: number; code: string }>('ir.actions.server', [['id', '=', actionId]], ['code'])
    : [];
  return {
    version: module?.state === 'installed' ? module.latest_version || undefined : undefined,
    actionId,
    groupId: await odoo.externalId(`${MODULE_NAME}.group_plant_gateway`),
    sameCode: action !== undefined && fingerprint(action.code) === fingerprint(packModule().code),
  };
}

/**
 * Marks the database with the environment, then imports the module when the installed one differs. Repeating it changes
 * nothing. Throws when the database is marked with another environment, unless `remark`.
 */
export async function installModule(
  odoo: OdooAdmin,
  environment: string,
  say: (line: string) => void = () => {},
  { remark = false } = {},
): Promise<Installed> {
  const packed = packModule();
  // The mark comes first: a module without it refuses every gateway.
  say(`environment ${environment}: ${await markEnvironment(odoo, environment, remark)}`);
  const before = await installedModule(odoo);
  say(`installed before: ${before.version ?? 'nothing'}`);
  if (before.version === packed.manifestVersion && before.sameCode) {
    say(`already version ${packed.moduleVersion}`);
    return before;
  }
  for (const app of await odoo.installApps(['base_import_module', 'mrp'])) say(`installed the app ${app}`);
  const file = { module_file: packed.zip.toString('base64') };
  const ids = await odoo.create('base.import.module', [file]);
  await odoo.call('base.import.module', 'import_module', { ids });
  const after = await installedModule(odoo);
  if (after.version !== packed.manifestVersion || !after.sameCode)
    throw new Error(`Odoo took the module, but shows version ${after.version ?? 'none'} or other code`);
  say(`installed now: ${packed.moduleVersion}`);
  return after;
}

/** Lets a user run the action. Rights on orders and stock are not touched. */
export async function grantGroup(odoo: OdooAdmin, login: string, groupId: number): Promise<boolean> {
  const [user] = await odoo.search<{ id: number; group_ids: number[] }>(
    'res.users',
    [['login', '=', login]],
    ['group_ids'],
  );
  if (!user) throw new Error(`Odoo has no user ${login}; --create-user ${login} makes one`);
  if (user.group_ids.includes(groupId)) return false;
  await odoo.call('res.users', 'write', { ids: [user.id], vals: { group_ids: [[4, groupId]] } });
  return true;
}

/**
 * The least that works: purchase rights for purchase orders, and because a partial completion of an order with work
 * orders reads analytic lines once `mrp_account` is installed, and Odoo then refuses a pure manufacturing user; sales
 * rights on all documents because the order of a customer with a salesperson becomes that person's own. Groups of apps
 * that are not installed are left out.
 */
export const LEAST_GROUPS = [
  'base.group_user',
  'mrp.group_mrp_user',
  'purchase.group_purchase_user',
  'sales_team.group_sale_salesman_all_leads',
  'quality.group_quality_user',
];

export async function createUser(odoo: OdooAdmin, login: string): Promise<boolean> {
  const users = await odoo.search('res.users', [['login', '=', login]], ['id'], {
    context: { active_test: false },
  });
  if (users.length > 0) return false;
  const groups: number[] = [];
  for (const group of LEAST_GROUPS) {
    const id = await odoo.externalId(group);
    if (id !== undefined) groups.push(id);
  }
  const user = { name: 'Plant Gateway', login, tz: 'UTC', group_ids: [[6, 0, groups]] };
  await odoo.create('res.users', [user], { no_reset_password: true });
  return true;
}

/** Prints what the plants need for their quality holds and Odoo lacks. True when nothing is missing. */
async function reportHoldFaults(odoo: OdooAdmin): Promise<boolean> {
  const faults = await qualityHoldFaults(odoo, Object.values(plants));
  for (const fault of faults) console.error(`quality hold of ${fault}`);
  return faults.length === 0;
}

/** The environment to install for. Undefined, with the reason printed, when none or an unknown one is named. */
function environmentNamed(name: string | undefined): string | undefined {
  const names = environments.map((each) => each.name);
  if (name !== undefined && names.includes(name)) return name;
  console.error(
    name === undefined
      ? 'for which environment? --env prod marks the database, and the gateways of other environments are refused'
      : `no environment ${name}; there are ${names.join(', ')}`,
  );
  return undefined;
}

const usage = `npm run odoo:install -- --env ENVIRONMENT [--remark] [--user LOGIN | --create-user LOGIN]
npm run odoo:install -- --check [--env ENVIRONMENT]

Marks an Odoo database with the environment and brings the module of this checkout into it. A repeat changes nothing.
Needs ODOO_URL, ODOO_DB and ODOO_ADMIN_API_KEY.

  --env ENVIRONMENT    ${environments.map(({ name }) => name).join(', ')}
  --remark             also a database that is marked with another environment
  --user LOGIN         gives this user the group that may run the module's action
  --create-user LOGIN  makes the user first, with the least rights that bookings need
  --check              changes nothing: compares module and mark, and looks for what quality holds lack; ends with 1
                       when something is not as it should be`;

async function main(): Promise<void> {
  const { values } = optionsOf(usage, () =>
    parseArgs({
      options: {
        env: { type: 'string' },
        remark: { type: 'boolean', default: false },
        check: { type: 'boolean' },
        user: { type: 'string' },
        'create-user': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }),
  );
  const environment = values.env === undefined && values.check ? undefined : environmentNamed(values.env);
  if (environment === undefined && !(values.check && values.env === undefined)) {
    process.exitCode = 2;
    return;
  }
  const odoo = new OdooAdmin({
    url: environmentVariable('ODOO_URL'),
    database: environmentVariable('ODOO_DB'),
    apiKey: environmentVariable('ODOO_ADMIN_API_KEY'),
  });
  if (values.check) {
    const { manifestVersion, moduleVersion } = packModule();
    const installed = await installedModule(odoo);
    console.log(
      `checkout ${moduleVersion}, installed ${installed.version ?? 'nothing'}, same code: ${installed.sameCode}`,
    );
    const mark = await environmentMark(odoo);
    const expected = environment === undefined || environment === mark ? '' : `, not ${environment}`;
    console.log(`marked as environment ${mark ?? 'none'}${expected}`);
    const marked = mark !== undefined && expected === '';
    const holdsReady = await reportHoldFaults(odoo);
    const same = installed.version === manifestVersion && installed.sameCode;
    process.exitCode = same && marked && holdsReady ? 0 : 1;
    return;
  }
  if (environment === undefined) return;
  const installed = await installModule(odoo, environment, console.log, { remark: values.remark });
  console.log(`action "${ACTION_NAME}": id ${installed.actionId}`);
  console.log(`group Plant Gateway: id ${installed.groupId}`);
  for (const change of await markHoldPlaces(odoo, Object.values(plants)))
    console.log(`quality hold of ${change}`);
  // The module is installed, but it books nothing of a plant whose hold location is wrong. So the installation fails.
  if (!(await reportHoldFaults(odoo))) process.exitCode = 1;
  const login = values['create-user'] ?? values.user;
  if (!login || installed.groupId === undefined) return;
  if (values['create-user'])
    console.log((await createUser(odoo, login)) ? `created the user ${login}` : `the user ${login} exists`);
  const granted = await grantGroup(odoo, login, installed.groupId);
  console.log(granted ? `granted the group to ${login}` : `${login} has the group`);
  if (values['create-user'])
    console.log(
      `next: set a password for ${login}, sign in as ${login}, Preferences > Security > New API Key`,
    );
}

if (import.meta.main)
  await main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
