/** Names that every function's wiring exports, and that handlers of rooms share. */
const shared = new Set(['handler', 'handle', 'HandlerDeps', 'configure']);

const exported =
  /^export (?:async )?(?:const|let|function\*?|async function\*?|class|interface|type) (\w+)/gm;
const listed = /^export (?:type )?\{([^}]*)\}/gm;

/** Names that a file exports. */
export const exportsOf = (source: string): string[] => [
  ...[...source.matchAll(exported)].map(([, name = '']) => name),
  ...[...source.matchAll(listed)].flatMap(([, names = '']) =>
    names
      .split(',')
      .map((name) => name.trim().split(/\s+/).at(-1) ?? '')
      .filter(Boolean),
  ),
];

/** A sentence per name that several files export: a reader who searches for it must find one meaning. */
export const nameFindings = (sources: ReadonlyMap<string, string>): string[] => {
  const files = new Map<string, string[]>();
  for (const [path, source] of sources)
    for (const name of exportsOf(source)) files.set(name, [...(files.get(name) ?? []), path]);
  return [...files]
    .filter(([name, paths]) => paths.length > 1 && !shared.has(name))
    .map(([name, paths]) => `${name} is exported by ${paths.join(' and ')}: give each meaning its own name`);
};
