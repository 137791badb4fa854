import { execFileSync } from 'node:child_process';

/** `uses:` of a workflow: an action of another repository. */
export interface Use {
  /** owner and repository */
  repository: string;
  /** what is behind the `@`: a tag, or the hash of a commit */
  ref: string;
  /** the tag that the comment names */
  tag?: string;
  line: number;
}

/** Tags of a repository with the hash of the commit that each names. */
export type TagsOf = (repository: string) => ReadonlyMap<string, string>;

const uses =
  /^(\s*(?:- )?uses:\s*)([\w.-]+\/[\w.-]+)((?:\/[\w./-]+)?)@([^\s#]+)(?:[ \t]+#[ \t]*(\S+))?[ \t]*$/;
const anyUse = /^\s*(?:- )?uses:\s*(.+?)\s*$/;
const hash = /^[0-9a-f]{40}$/;

/** Actions of other repositories that a workflow uses. Local ones (`./…`) come from the same commit as the workflow, so they need no pin. */
export const usesOf = (workflow: string): Use[] =>
  workflow.split('\n').flatMap((text, index) => {
    const [, , repository, , ref, tag] = uses.exec(text) ?? [];
    return repository && ref ? [{ repository, ref, ...(tag && { tag }), line: index + 1 }] : [];
  });

/**
 * Reads the tags of a repository by `git ls-remote`, so that no token is needed. An annotated tag has a hash of its own; the
 * line with `^{}` has that of the commit. Throws with the repository's address when git cannot read it.
 */
export const tagsBy =
  (server: string): TagsOf =>
  (repository) => {
    const address = `${server}/${repository}`;
    const tags = new Map<string, string>();
    for (const line of lsRemote(address).split('\n')) {
      const [commit = '', ref = ''] = line.split('\t');
      const name = ref.replace('refs/tags/', '');
      // Git lists a tag before what it names, so the commit replaces the tag's own hash.
      if (name) tags.set(name.replace('^{}', ''), commit);
    }
    return tags;
  };

const lsRemote = (address: string): string => {
  try {
    return execFileSync('git', ['ls-remote', '--tags', '--', address], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
      // Git would ask for a name and a password for a repository that does not exist.
      env: { ...process.env, GIT_TERMINAL_PROMPT: '0' },
    });
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new Error(`cannot read the tags of ${address}: ${said.split('\n')[0]}`);
  }
};

/** The most exact tag of a commit: `v4.2.2` rather than `v4`, which moves on. */
const mostExact = (tag: string, commit: string, tags: ReadonlyMap<string, string>): string =>
  [...tags]
    .filter(([name, named]) => named === commit && (name === tag || name.startsWith(`${tag}.`)))
    .map(([name]) => name)
    .sort((one, other) => other.split('.').length - one.split('.').length || one.localeCompare(other))[0] ??
  tag;

/** A workflow with the commit's hash in place of each tag, and the tag as a comment. Throws when a tag does not exist. */
export const pinned = (workflow: string, tagsOf: TagsOf): string =>
  workflow
    .split('\n')
    .map((text) =>
      text.replace(
        uses,
        (whole, before: string, repository: string, path: string, ref: string, tag?: string) => {
          // A hash stays, unless a person named another tag in the comment.
          const wanted = hash.test(ref) ? tag : ref;
          if (!wanted) return whole;
          const tags = tagsOf(repository);
          const commit = tags.get(wanted);
          if (!commit) throw new Error(`${repository} has no tag ${wanted}`);
          return `${before}${repository}${path}@${commit} # ${mostExact(wanted, commit, tags)}`;
        },
      ),
    )
    .join('\n');

/** What is not pinned in a workflow, or pinned to another commit than its comment says: a sentence each. */
export const pinFindings = (workflow: string, tagsOf: TagsOf): string[] => [
  ...usesOf(workflow).flatMap(({ repository, ref, tag, line }) => {
    const at = `line ${line}: ${repository}@${ref}`;
    if (!hash.test(ref)) return [`${at} is a tag, which its owner can move`];
    if (!tag) return [`${at} has no comment that names its tag`];
    const commit = tagsOf(repository).get(tag);
    if (!commit) return [`${at} says ${tag}, and there is no such tag`];
    return commit === ref ? [] : [`${at} says ${tag}, which is ${commit}`];
  }),
  ...workflow.split('\n').flatMap((text, index) => {
    const [, used = ''] = anyUse.exec(text) ?? [];
    return used && !used.startsWith('./') && !uses.test(text)
      ? [`line ${index + 1}: ${used} is no action of a repository with a tag`]
      : [];
  }),
];
