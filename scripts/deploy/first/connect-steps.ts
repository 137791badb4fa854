import { renameSync, rmSync, writeFileSync } from 'node:fs';
import type { PlantProfile } from '../../../configuration/plant.ts';
import { runAction } from '../../../lambdas/odoo/action.ts';
import { OdooClient } from '../../../lambdas/odoo/client.ts';
import { applyLines, compareLines, fileOf } from '../../../lambdas/operations/code-mapping-client.ts';
import { productionOrders } from '../../../lambdas/outbound/poll/entities/production-orders.ts';
import { namesOf } from '../../../lib/names.ts';
import { addressFromSecret, type OdooAddress } from '../odoo-address.ts';
import type { Operator } from '../plants/waiting.ts';
import { apiUrl, type FirstDeployDeps, type Step, StepFailed } from './step.ts';

const sameOdoo = (one: OdooAddress, other: OdooAddress): boolean =>
  one.url === other.url && one.database === other.database;

/** Odoo's address and key, in the environment's secret. */
export const secretStep = ({ environment, aws, odoo, replaceOdoo }: FirstDeployDeps): Step => {
  const name = namesOf(environment).odooSecret;
  const stored = () => addressFromSecret(aws.secrets, environment);
  const isStored = async () => {
    const known = await stored();
    if (!odoo) return known !== undefined;
    return known !== undefined && sameOdoo(known, odoo) && known.apiKey === odoo.apiKey;
  };
  return {
    id: 'secret',
    title: 'Store Odoo’s address and key',
    commands: [`aws secretsmanager put-secret-value --secret-id ${name} --secret-string file://odoo.json`],
    stillDone: isStored,
    async run() {
      const known = await stored();
      if (!odoo) {
        if (known) return `${name} has them already: ${known.url}, database ${known.database}`;
        throw new StepFailed(
          'Odoo’s address is not configured',
          'Set ODOO_URL, ODOO_DB and ODOO_API_KEY, or name a file with --odoo.',
        );
      }
      if (known && !sameOdoo(known, odoo) && !replaceOdoo)
        throw new StepFailed(
          `${name} names ${known.url}, database ${known.database}; you say ${odoo.url}, database ${odoo.database}`,
          'If the environment shall book in the other Odoo from now on, repeat with --replace-odoo.',
        );
      if (!(await isStored())) {
        // The same Odoo's secret may also hold the id of its server action.
        const kept: object =
          known && sameOdoo(known, odoo) ? JSON.parse((await aws.secrets.read(name)) ?? '{}') : {};
        await aws.secrets.write(name, JSON.stringify({ ...kept, ...odoo }));
      }
      return `${name}: ${odoo.url}, database ${odoo.database}`;
    },
  };
};

/** The module in Odoo answers this gateway, with what the secret says. */
export const moduleStep = ({ environment, plants, aws, operator }: FirstDeployDeps): Step => ({
  id: 'module',
  title: 'Ask the module in Odoo',
  commands: ['npm run odoo:install -- --check'],
  stillDone: async () => false,
  async run() {
    const address = await addressFromSecret(aws.secrets, environment);
    if (!address) throw new StepFailed('the secret has no address of Odoo', 'Repeat this command.');
    if (environment.network) return askByGateway(plants, operator);
    const answer = await runAction(new OdooClient({ ...address, environment: environment.name }), {
      events: [],
    });
    if (answer.ok) return 'it answers';
    throw new StepFailed(
      `${answer.code}: ${answer.message}`,
      'docs/connect-odoo.md says how the module is installed.',
    );
  },
});

/** Only the functions in the VPC are known to reach this Odoo. A read of one order, which need not exist, goes all the way. */
const askByGateway = async (plants: readonly PlantProfile[], operator: Operator): Promise<string> => {
  const [plant] = plants;
  if (!plant) throw new StepFailed('the environment has no plant', 'Name one in the environment.');
  const { ok, said } = await operator({
    command: 'restored-documents',
    plant: plant.id,
    kind: productionOrders.name,
    names: ['1'],
  });
  if (ok) return 'it answers the deployed gateway, which asked from its VPC';
  throw new StepFailed(
    `the deployed gateway asked: ${said}`,
    'docs/network.md says what the VPC needs, docs/connect-odoo.md how the module is installed.',
  );
};

/** Codes of the deployed plants, from plants/code-mappings/. What an operator changed later is kept. */
export const codesStep = ({ environment, aws, operator, codeFiles, say }: FirstDeployDeps): Step => {
  const filesHere = () =>
    codeFiles()
      .map((file) => ({
        ...file,
        lines: file.lines.filter(({ plant }) => environment.plants.includes(plant)),
      }))
      .filter(({ lines }) => lines.length > 0);
  return {
    id: 'codes',
    title: 'Import the plants’ codes',
    commands: filesHere().map(
      ({ path }) =>
        `npm run operate -- --env ${environment.name} crosswalk import ${path.split('/').slice(-3).join('/')} --apply`,
    ),
    async stillDone() {
      const effects = await Promise.all(filesHere().map(({ lines }) => compareLines(operator, lines)));
      return effects.flat().every(({ change }) => change !== 'added');
    },
    async run() {
      const counts = { added: 0, there: 0, other: 0 };
      for (const { path, bytes, lines } of filesHere()) {
        const effects = await compareLines(operator, lines);
        const missing = lines.filter((_, index) => effects[index]?.change === 'added');
        counts.added += missing.length;
        counts.there += effects.filter(({ change }) => change === 'unchanged').length;
        counts.other += effects.filter(({ change }) => change === 'changed' || change === 'removed').length;
        if (missing.length > 0) {
          const { arn } = await aws.whoAmI();
          await applyLines(operator, missing, fileOf(path, bytes, lines.length), { by: arn.slice(0, 200) });
        }
      }
      if (counts.other > 0)
        say(
          `  ${counts.other} codes are mapped otherwise by now, and stay so; \`operate crosswalk import\` shows which`,
        );
      return `${counts.added} added, ${counts.there} there already`;
    },
  };
};

/** Where each partner's key is, or the keys in a file that only its owner can read. Never in the output. */
export const keysStep = (deps: FirstDeployDeps): Step => {
  const { environment, partners, aws, keysFile, say } = deps;
  const prefix = `opg-${environment.name}-`;
  const found = async () => {
    const keys = await aws.keys.withPrefix(prefix);
    const missing = partners.filter(({ id }) => !keys.some(({ name }) => name === prefix + id));
    if (missing.length > 0)
      throw new StepFailed(
        `no API key of ${missing.map(({ id }) => id).join(', ')}`,
        'Deploy the stack entrance again, and look at API Gateway.',
      );
    return partners.map(({ id }) => ({
      partner: id,
      id: keys.find(({ name }) => name === prefix + id)?.id ?? '',
    }));
  };
  return {
    id: 'keys',
    title: 'Find the partners’ keys',
    commands: [`aws apigateway get-api-keys --name-query ${prefix} --region ${aws.region}`],
    // Their list is what the person at the end needs.
    stillDone: async () => false,
    async run() {
      const [url, keys] = [await apiUrl(deps), await found()];
      say(`  address: ${url}`);
      if (keysFile !== undefined) {
        const values = await Promise.all(
          keys.map(async ({ partner, id }) => [partner, await aws.keys.value(id)]),
        );
        const text = `${JSON.stringify({ url, keys: Object.fromEntries(values) }, null, 2)}\n`;
        // A file of its own first: an older file may be readable by others, and keeps its mode when it is written.
        rmSync(`${keysFile}.new`, { force: true });
        writeFileSync(`${keysFile}.new`, text, { mode: 0o600, flag: 'wx' });
        renameSync(`${keysFile}.new`, keysFile);
        return `${keys.length} keys are in ${keysFile}; give each partner its own, and delete the file`;
      }
      const widest = Math.max(...keys.map(({ partner }) => partner.length));
      for (const { partner, id } of keys)
        say(
          `  ${partner.padEnd(widest)}  aws apigateway get-api-key --api-key ${id} --include-value --query value --output text --region ${aws.region}`,
        );
      return `${keys.length} keys`;
    },
  };
};
