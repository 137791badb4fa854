import { atOnce } from '../../lambdas/platform/at-once.ts';
import { type FunctionVersions, planFor, previousOf, type Release, releasesOf } from './releases.ts';

const lineOf = ({ name, publishedAt, functions, live }: Release): string =>
  `  ${name}  published ${publishedAt.slice(0, 19)}  ${functions} functions${live > 0 ? `, live in ${live}` : ''}`;

/**
 * Lists the releases of an environment, or points every function's alias to one of them. Returns the lines to print and
 * whether it was done. Stopped half way, it is simply run again: what is there already stays.
 */
export const rollback = async (
  versions: FunctionVersions,
  environment: string,
  to: string | undefined,
): Promise<{ ok: boolean; lines: string[] }> => {
  const functions = await versions.functions(environment);
  const releases = releasesOf(functions);
  if (releases.length === 0)
    return {
      ok: false,
      lines: [
        `environment ${environment} has no functions with the alias "live" in this account and region; ` +
          'check the credentials, and the region in the environment file',
      ],
    };
  const listed = [`${releases.length} releases of ${environment}, newest first:`, ...releases.map(lineOf)];
  if (to === undefined)
    return {
      ok: true,
      lines: [...listed, `roll back with: npm run rollback -- --env ${environment} --to <release>|previous`],
    };
  const release = to === 'previous' ? previousOf(releases)?.name : to;
  if (release === undefined || !releases.some(({ name }) => name === release))
    return {
      ok: false,
      lines: [
        `there is no ${to === 'previous' ? 'release before the live one' : `release ${to}`}`,
        ...listed,
      ],
    };

  const { moves, there, without } = planFor(release, functions);
  await atOnce(moves, ({ name, to: version }) => versions.moveLive(name, version));
  return {
    ok: true,
    lines: [
      ...moves.map(({ name, from, to: version }) => `${name}: version ${from} -> ${version}`),
      ...without.map((name) => `${name}: has no version of ${release} and stays as it is`),
      ...(without.length > 0
        ? [
            'Those came with a newer release. If a plant is new, pause its queue, unless the older release knows it.',
          ]
        : []),
      `${moves.length + there.length} of ${functions.length} functions run ${release}: ${moves.length} were moved, ` +
        `${there.length} ran it already; ${without.length} stay as they are`,
      'The module in Odoo stays as it is. Deploy from the checkout of this release until the next one: a deployment from a newer',
      'checkout moves the functions that it changes.',
    ],
  };
};
