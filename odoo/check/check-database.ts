import type { OdooClient } from '../../lambdas/odoo/client.ts';
import { OdooAdmin } from '../admin.ts';
import { environmentMark } from '../environment-mark.ts';
import { installedModule } from '../install.ts';
import { packModule } from '../module.ts';
import { additionsIn } from './additions.ts';
import { contactsIn } from './contacts.ts';
import { type Chapter, type Finding, findingsAbout } from './finding.ts';
import { itemsIn } from './items.ts';
import { Look, Unseen } from './look.ts';
import { moneyIn } from './money.ts';
import { peopleIn } from './people.ts';
import { placesIn } from './places.ts';
import { sizeIn } from './size.ts';
import { unitsIn } from './units.ts';
import { ODOO_MAJOR, versionIn } from './version.ts';

export interface Keys {
  /** looks: the administrator's, else the integration user's */
  looking: OdooClient;
  /** the integration user's, when it is known */
  integration?: OdooClient | undefined;
}

/** Looks at an Odoo database before anything is booked. Changes nothing. */
export const checkDatabase = async (
  { looking, integration }: Keys,
  clock: () => number = () => performance.now(),
): Promise<Finding[]> => {
  const look = new Look(looking);
  const parts: [Chapter, string, () => Promise<Finding[]>][] = [
    ['version', 'version and module', () => versionOf(looking)],
    ['places', 'companies and warehouses', () => placesIn(look)],
    ['items', 'products', () => itemsIn(look)],
    ['units', 'units', () => unitsIn(look)],
    ['contacts', 'contacts and work centres', () => contactsIn(look)],
    ['money', 'costs and periods', () => moneyIn(look)],
    ['additions', 'modules and fields', () => additionsIn(look)],
    ['people', 'rights and languages', () => peopleIn(look, integration)],
    ['size', 'size', () => sizeIn(look, clock)],
  ];
  const findings: Finding[] = [];
  for (const [chapter, title, part] of parts)
    findings.push(...(await part().catch((error: unknown) => [unseenOf(chapter, title, error)])));
  return findings;
};

const unseenOf = (chapter: Chapter, title: string, error: unknown): Finding => {
  const { message } = error as Error;
  return error instanceof Unseen
    ? {
        chapter,
        verdict: 'unseen',
        said: `${title}: the key may not read ${message}`,
        todo: "Repeat with an administrator's key (ODOO_ADMIN_API_KEY).",
      }
    : {
        chapter,
        verdict: 'unseen',
        said: `${title}: ${message}`,
        todo: 'Repeat it; if it stays, tell us this line.',
      };
};

const { works, care, stops } = findingsAbout('version');

const versionOf = async (client: OdooClient): Promise<Finding[]> => {
  const { major, text } = await versionIn(
    await fetch(`${client.connection.url}/web/version`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(20_000),
    }),
  );
  const version =
    major === ODOO_MAJOR
      ? works(`Odoo ${text}`)
      : stops(
          `it is Odoo ${text ?? 'of a version that it does not say'}`,
          `The gateway needs Odoo ${ODOO_MAJOR}.`,
        );
  return [version, ...(await moduleOf(client))];
};

/** Only an administrator sees the module’s code and the mark; without them the chapter says the version alone. */
const moduleOf = async (client: OdooClient): Promise<Finding[]> => {
  const { url, database, apiKey } = client.connection;
  const odoo = new OdooAdmin({ url, database, apiKey });
  try {
    const [installed, mark] = [await installedModule(odoo), await environmentMark(odoo)];
    const { manifestVersion } = packModule();
    return [
      installed.version === undefined
        ? stops(
            'the gateway’s module is not installed',
            'npm run odoo:install -- --env <environment> installs it, and marks the database (docs/connect-odoo.md).',
          )
        : installed.version === manifestVersion && installed.sameCode
          ? works(`the gateway’s module ${installed.version} is this checkout’s`)
          : care(
              `the gateway’s module ${installed.version} is another than this checkout’s`,
              'npm run odoo:install updates it.',
            ),
      ...(mark ? [works(`the database is marked as environment ${mark}`)] : []),
      ...(!mark && installed.version !== undefined
        ? [
            stops(
              'the database is marked for no environment',
              'npm run odoo:install -- --env <environment> marks it; until then Odoo books nothing.',
            ),
          ]
        : []),
    ];
  } catch {
    return [
      {
        chapter: 'version',
        verdict: 'unseen',
        said: 'the gateway’s module and the environment mark',
        todo: "Repeat with an administrator's key (ODOO_ADMIN_API_KEY).",
      },
    ];
  }
};
