/** A published version of a function. */
export interface FunctionVersion {
  /** AWS's number */
  version: string;
  /** the release that published it; absent on versions that somebody published by hand */
  release: string | undefined;
  /** RFC 3339 */
  publishedAt: string;
}

/** A function of an environment, as AWS has it. */
export interface DeployedFunction {
  name: string;
  /** the version that the alias `live` points to */
  live: string;
  versions: readonly FunctionVersion[];
}

/** What a rollback needs of AWS. */
export interface FunctionVersions {
  /** All functions of an environment that have the alias `live`. */
  functions(environment: string): Promise<DeployedFunction[]>;
  /** Points the alias `live` of a function to a version. Calls use it within a second or two. */
  moveLive(name: string, version: string): Promise<void>;
}

export interface Release {
  name: string;
  /** when its last function was published, RFC 3339 */
  publishedAt: string;
  /** number of functions that have a version of it */
  functions: number;
  /** number of functions whose alias points to it */
  live: number;
}

/** The releases that can be rolled back to, the newest first. */
export const releasesOf = (functions: readonly DeployedFunction[]): Release[] => {
  const releases = new Map<string, Release>();
  for (const { live, versions } of functions)
    for (const [name, of] of Map.groupBy(versions, ({ release }) => release)) {
      if (name === undefined) continue;
      const known = releases.get(name) ?? { name, publishedAt: '', functions: 0, live: 0 };
      const newest =
        of
          .map(({ publishedAt }) => publishedAt)
          .sort()
          .at(-1) ?? '';
      releases.set(name, {
        name,
        publishedAt: newest > known.publishedAt ? newest : known.publishedAt,
        functions: known.functions + 1,
        live: known.live + (of.some(({ version }) => version === live) ? 1 : 0),
      });
    }
  return [...releases.values()].sort((a, b) => (a.publishedAt < b.publishedAt ? 1 : -1));
};

/**
 * The newest release before the newest one that is live. Undefined when there is none. After a deployment or a rollback that was
 * stopped half way two releases are live, and the older of them is the one to go back to.
 */
export const previousOf = (releases: readonly Release[]): Release | undefined => {
  const newestLive = releases.findIndex(({ live }) => live > 0);
  return newestLive < 0 ? undefined : releases[newestLive + 1];
};

export interface Plan {
  moves: readonly { name: string; from: string; to: string }[];
  /** functions that run the release already */
  there: readonly string[];
  /** functions without a version of the release, such as those of a plant that came later; they stay as they are */
  without: readonly string[];
}

/** Which alias has to move where, for all functions to run a release. */
export const planFor = (release: string, functions: readonly DeployedFunction[]): Plan => {
  const targets = functions.map(({ name, live, versions }) => ({
    name,
    from: live,
    to: versions
      .filter((each) => each.release === release)
      .sort((a, b) => Number(b.version) - Number(a.version))[0]?.version,
  }));
  return {
    moves: targets.flatMap(({ name, from, to }) =>
      to !== undefined && to !== from ? [{ name, from, to }] : [],
    ),
    there: targets.flatMap(({ name, from, to }) => (to === from ? [name] : [])),
    without: targets.flatMap(({ name, to }) => (to === undefined ? [name] : [])),
  };
};
