/** A reader takes in so many lines of one file at most. */
export const mostLines = 300;

/** A sentence per file that is too long. Suites may be longer: their tests are read one at a time. */
export const sizeFindings = (sources: ReadonlyMap<string, string>): string[] =>
  [...sources]
    .map(([path, source]) => ({ path, lines: source.trimEnd().split('\n').length }))
    .filter(({ path, lines }) => lines > mostLines && !/(^|\/)test\//.test(path))
    .map(
      ({ path, lines }) => `${path}: has ${lines} lines, and may have ${mostLines}: split it by what it does`,
    );
