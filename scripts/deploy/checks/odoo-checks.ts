import type { PlantProfile } from '../../../configuration/plant.ts';
import { runAction } from '../../../lambdas/odoo/action.ts';
import { OdooClient } from '../../../lambdas/odoo/client.ts';
import { OdooAdmin } from '../../../odoo/admin.ts';
import { lackingGroups } from '../../../odoo/check/rights.ts';
import { ODOO_MAJOR, versionIn } from '../../../odoo/check/version.ts';
import { type OdooWarehouseRow, qualityHoldFaults, warehousesOf } from '../../../odoo/quality-holds.ts';
import type { OdooAddress } from '../odoo-address.ts';
import { type Check, failed, notFromHere, passed, warning } from './check.ts';

export interface OdooCheckDeps {
  /** its name; the database must be marked with it */
  environment: string;
  /** true: the gateway's functions are in a VPC, and maybe they alone reach Odoo */
  inNetwork?: boolean;
  /** true: the gateway runs on this machine */
  onThisMachine?: boolean;
  /** undefined: Odoo's address is not configured */
  address(): Promise<OdooAddress | undefined>;
  plants: readonly PlantProfile[];
  now(): Date;
}

/** Time limit of a single small question, in milliseconds. */
const timeLimitMs = 20_000;
/** Days before a key's expiry date from which it is worth a note. */
const keyNoticeDays = 30;
const dayMs = 86_400_000;

/** Failures of a connection that was not made. A wrong certificate is none of them: Lambda would refuse it, too. */
const noWayThere =
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|UND_ERR_SOCKET)$/;
const cannotReach = (error: unknown): boolean => {
  const { name, cause } = error as Error & { cause?: { code?: string } };
  return name === 'TimeoutError' || noWayThere.test(cause?.code ?? '');
};

const isLoopback = (url: string): boolean =>
  ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);

/** Odoo as the gateway needs it. All questions go by the integration user's key, from this machine and not from AWS. */
export const odooChecks = ({
  environment,
  inNetwork = false,
  onThisMachine = false,
  address,
  plants,
  now,
}: OdooCheckDeps): Check[] => {
  const known = async (): Promise<OdooAddress> => {
    const found = await address();
    if (!found) throw new Error('no address of Odoo');
    return found;
  };
  const clientOf = async () => new OdooClient({ ...(await known()), timeoutMs: timeLimitMs, environment });
  const page = async () => {
    const { url } = await known();
    const asked = now().getTime();
    const response = await fetch(`${url.replace(/\/+$/, '')}/web/version`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(timeLimitMs),
    });
    return { response, between: (asked + now().getTime()) / 2 };
  };
  const user = async (): Promise<number> => {
    const answer = await (await clientOf()).call<{ uid?: number }>('res.users', 'context_get');
    if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`);
    return answer.value.uid ?? 0;
  };

  return [
    {
      id: 'odoo',
      title: 'Odoo answers',
      async run() {
        const found = await address();
        if (!found)
          return failed(
            'Odoo’s address is not configured',
            'Set ODOO_URL, ODOO_DB and ODOO_API_KEY, or give a file with --odoo (first-deploy).',
          );
        const { protocol, host } = new URL(found.url);
        if (isLoopback(found.url) && !onThisMachine)
          return failed(
            `${found.url} is this machine, which Lambda does not reach`,
            'Name the address of Odoo on the internet, or in the network of the environment.',
          );
        if (protocol !== 'https:' && !isLoopback(found.url))
          return failed(
            `${found.url} is not encrypted`,
            'Give Odoo a certificate, and an address with https://.',
          );
        try {
          const { response } = await page();
          return response.status < 500
            ? passed(`${found.url}, as seen from this machine`)
            : failed(`${found.url} answers ${response.status}`, 'Look at Odoo and the proxy before it.');
        } catch (error) {
          const { cause, message } = error as Error & { cause?: Error };
          if (inNetwork && cannotReach(error))
            return notFromHere(
              `${host} does not answer this machine (${cause?.message ?? message}); first-deploy asks from the VPC`,
            );
          return failed(
            `${host}: ${cause?.message ?? message}`,
            'Check the address, its certificate, and the firewall: Lambda must reach it, too.',
          );
        }
      },
    },
    {
      id: 'odoo-version',
      title: 'Odoo version',
      needs: ['odoo'],
      async run() {
        const { response } = await page();
        const { major, text } = await versionIn(response);
        if (major === ODOO_MAJOR) return passed(String(text));
        return failed(
          major === undefined ? '/web/version does not say it' : `it is ${text}`,
          `The gateway needs Odoo ${ODOO_MAJOR}; is the address the one of Odoo itself?`,
        );
      },
    },
    {
      id: 'odoo-clock',
      title: 'Clocks',
      needs: ['odoo'],
      async run() {
        const { response, between } = await page();
        const date = Date.parse(response.headers.get('date') ?? '');
        if (Number.isNaN(date)) return warning('Odoo does not tell its time', 'Compare the clocks by hand.');
        const seconds = Math.round(Math.abs(date - between) / 1000);
        const tolerance = Math.min(300, ...plants.map(({ clockToleranceSeconds }) => clockToleranceSeconds));
        return seconds <= tolerance
          ? passed(`${seconds} s between Odoo and this machine`)
          : failed(
              `${seconds} s between Odoo and this machine; plants may be ${tolerance} s ahead`,
              'Let both keep time by NTP.',
            );
      },
    },
    {
      id: 'odoo-key',
      title: 'Odoo key',
      needs: ['odoo'],
      async run() {
        const answer = await (await clientOf()).call<{ uid?: number }>('res.users', 'context_get');
        if (answer.ok) return passed(`valid, of user ${answer.value.uid}`);
        return failed(
          `${answer.code}: ${answer.message}`,
          'Sign in to Odoo as the integration user: Preferences > Security > New API Key. The database must be its own, too.',
        );
      },
    },
    {
      id: 'odoo-key-expiry',
      title: 'Odoo key expires',
      needs: ['odoo-key'],
      async run() {
        const answer = await (await clientOf()).call<{ name: string; expiration_date: string | false }[]>(
          'res.users.apikeys',
          'search_read',
          { domain: [['user_id', '=', await user()]], fields: ['name', 'expiration_date'] },
        );
        if (!answer.ok)
          return warning(
            'Odoo did not return the expiry date',
            'Look at Preferences > Security of the integration user, and put the expiry date into a calendar.',
          );
        // Odoo does not say which of a user's keys is the one in use.
        const ends = answer.value.flatMap(({ expiration_date: end }) =>
          end ? [Date.parse(`${end.replace(' ', 'T')}Z`)] : [],
        );
        if (ends.length === 0) return passed('never');
        const first = Math.min(...ends);
        const said = `${answer.value.length} keys of the user, the first ends ${new Date(first).toISOString().slice(0, 10)}`;
        return first - now().getTime() > keyNoticeDays * dayMs
          ? passed(said)
          : warning(said, "Make a new key and store it (docs/runbook.md: Rotating Odoo's key).");
      },
    },
    {
      id: 'odoo-module',
      title: 'Module in Odoo',
      needs: ['odoo-key'],
      async run() {
        const answer = await runAction(await clientOf(), { events: [] });
        if (answer.ok) return passed('installed, and it speaks a protocol of this gateway');
        return failed(
          `${answer.code}: ${answer.message}`,
          answer.code === 'module-missing' || answer.code === 'version-mismatch'
            ? `npm run odoo:install -- --env ${environment}, with ODOO_URL, ODOO_DB and ODOO_ADMIN_API_KEY (docs/connect-odoo.md).`
            : 'docs/connect-odoo.md says how the module and its user are set up.',
        );
      },
    },
    {
      id: 'odoo-groups',
      title: 'Rights in Odoo',
      needs: ['odoo-key'],
      async run() {
        const lacking = await lackingGroups(await clientOf(), await user());
        if (!lacking) return warning('Odoo does not tell them', 'Compare them with docs/connect-odoo.md.');
        const { needed, ofApps } = lacking;
        if (needed.length > 0)
          return failed(
            `the integration user lacks ${needed.join(', ')}`,
            'Give it the group in Odoo (Settings > Users), as docs/connect-odoo.md says.',
          );
        return ofApps.length === 0
          ? passed('all groups')
          : warning(
              `without ${ofApps.join(', ')}`,
              'Needed for purchases and sales, when their apps are installed (docs/connect-odoo.md).',
            );
      },
    },
    {
      id: 'odoo-warehouses',
      title: 'Warehouses',
      needs: ['odoo-key'],
      async run() {
        const names = plants.map(({ warehouse }) => warehouse);
        const answer = await (await clientOf()).call<OdooWarehouseRow[]>('stock.warehouse', 'search_read', {
          domain: ['|', ['code', 'in', names], ['name', 'in', names]],
          fields: ['code', 'name', 'company_id'],
        });
        if (!answer.ok)
          return failed(`${answer.code}: ${answer.message}`, 'The user must see the warehouses.');
        const missing = plants.flatMap((plant) => {
          const found = warehousesOf(plant, answer.value);
          if (found.length === 1) return [];
          const companies = found.map(({ company_id: [, company] }) => company).join(', ');
          const needs = `${plant.id} needs warehouse ${plant.warehouse}${plant.company ? ` of company ${plant.company}` : ''}`;
          return [found.length > 1 ? `${needs}, and these companies have one: ${companies}` : needs];
        });
        return missing.length === 0
          ? passed(names.join(', '))
          : failed(
              missing.join('; '),
              'Odoo has none of this name, or several: create it, or correct warehouse or company in the plant’s profile.',
            );
      },
    },
    {
      id: 'odoo-holds',
      title: 'Quality holds',
      needs: ['odoo-warehouses'],
      async run() {
        if (plants.every(({ quality }) => quality === undefined)) return passed('no plant has one');
        const faults = await qualityHoldFaults(new OdooAdmin(await known()), plants);
        return faults.length === 0
          ? passed('locations and items are as the profiles say')
          : failed(faults.join('; '), 'Set it up in Odoo (docs/quality.md), or correct the profile.');
      },
    },
  ];
};
