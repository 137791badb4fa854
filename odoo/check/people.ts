import type { OdooClient } from '../../lambdas/odoo/client.ts';
import { MODULE_NAME } from '../../lambdas/odoo/posting.ts';
import { type Finding, findingsAbout } from './finding.ts';
import { type Look, Unseen } from './look.ts';
import { companiesWithWarehouse } from './places.ts';
import { lackingGroups } from './rights.ts';

const { works, care, stops } = findingsAbout('people');

interface User {
  id: number;
  login: string;
  lang: string;
  tz: string | false;
  company_ids: number[];
  share: boolean;
}

/** Languages, and what the integration user may do. `integration`: a client with its key; absent: not asked. */
export const peopleIn = async (look: Look, integration: OdooClient | undefined): Promise<Finding[]> => {
  const languages = await look.search<{ id: number; code: string }>('res.lang', [], ['code']);
  const installed = works(
    `languages: ${languages.map(({ code }) => code).join(', ')}; names are searched in each of them`,
  );
  if (!integration)
    return [
      installed,
      {
        chapter: 'people',
        verdict: 'unseen',
        said: "the integration user's rights and language",
        todo: 'Repeat with its key, too (ODOO_API_KEY); npm run odoo:install -- --create-user makes the user.',
      },
    ];
  const context = await integration.call<{ uid: number; lang: string }>('res.users', 'context_get');
  if (!context.ok)
    return [
      installed,
      stops(`its key is not accepted (${context.code})`, 'Make a new key as docs/connect-odoo.md says.'),
    ];
  const { uid, lang } = context.value;
  const [user] = await look.search<User>(
    'res.users',
    [['id', '=', uid]],
    ['login', 'lang', 'tz', 'company_ids', 'share'],
  );
  return [
    installed,
    works(`it works in ${lang}; messages about events are in English all the same`),
    ...(await rights(integration, uid)),
    ...(await ownGroup(look, integration, uid)),
    ...(user ? [timeZone(user), ...(await companies(look, user))] : []),
  ];
};

const rights = async (client: OdooClient, uid: number): Promise<Finding[]> => {
  const lacking = await lackingGroups(client, uid);
  if (!lacking) return [care('Odoo does not tell its groups', 'Compare them with docs/connect-odoo.md.')];
  const administrator = await client.call<boolean>('res.users', 'has_group', {
    ids: [uid],
    group_ext_id: 'base.group_system',
  });
  return [
    ...(lacking.needed.length > 0
      ? [
          stops(
            `it lacks ${lacking.needed.join(', ')}`,
            'Give it these groups (Settings > Users), as docs/connect-odoo.md says.',
          ),
        ]
      : []),
    ...(lacking.ofApps.length > 0
      ? [
          care(
            `it is without ${lacking.ofApps.join(', ')}`,
            'Needed for purchases and sales when their apps are installed; partial reports of orders with operations need purchase rights.',
          ),
        ]
      : []),
    ...(lacking.needed.length + lacking.ofApps.length === 0
      ? [works('it has the groups that bookings need')]
      : []),
    ...(administrator.ok && administrator.value
      ? [
          care(
            'it is an administrator',
            'Use a user with the fewest groups (docs/connect-odoo.md): whoever has its key can do everything in Odoo.',
          ),
        ]
      : []),
  ];
};

/** The group of the gateway's module, once that is installed. */
const ownGroup = async (look: Look, client: OdooClient, uid: number): Promise<Finding[]> => {
  const name = 'group_plant_gateway';
  const domain = [
    ['module', '=', MODULE_NAME],
    ['name', '=', name],
  ];
  const known = await look.search('ir.model.data', domain, ['id']).catch((error: unknown) => {
    if (error instanceof Unseen) return [];
    throw error;
  });
  if (known.length === 0) return [];
  const given = await client.call<boolean>('res.users', 'has_group', {
    ids: [uid],
    group_ext_id: `${MODULE_NAME}.${name}`,
  });
  return !given.ok || given.value
    ? []
    : [
        stops(
          'it lacks the group Plant Gateway',
          'npm run odoo:install -- --env <environment> --user <login> gives it.',
        ),
      ];
};

/** Odoo dates an entry by the day at the user's place: a night shift belongs to one day or the other. */
const timeZone = ({ tz }: User): Finding =>
  tz && tz !== 'UTC'
    ? works(`its time zone is ${tz}: journal entries have the day there`)
    : care(
        'its time zone is UTC: journal entries have the day of UTC',
        'Set the time zone of the company’s books (Preferences of the user), if it is another one: night shifts would be dated a day off.',
      );

const companies = async (look: Look, user: User): Promise<Finding[]> => {
  const wanted = await companiesWithWarehouse(look);
  const missing = wanted.filter((id) => !user.company_ids.includes(id));
  if (missing.length === 0) return [works('it may work in all companies that have a warehouse')];
  const names = (
    await look.search<{ id: number; name: string }>('res.company', [['id', 'in', missing]], ['name'])
  ).map(({ name }) => name);
  return [
    care(
      'companies with a warehouse that it may not work in',
      'Add them to its allowed companies, if a plant of yours is there.',
      { count: missing.length, names },
    ),
  ];
};
