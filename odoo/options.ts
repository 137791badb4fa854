/**
 * Options of a command-line tool. `--help` ends the process with the usage, and a mistake with what is wrong and the usage.
 * `read` returns what `parseArgs` does.
 */
export function optionsOf<Parsed extends { values: { help?: boolean } }>(
  usage: string,
  read: () => Parsed,
): Parsed {
  try {
    const parsed = read();
    if (!parsed.values.help) return parsed;
    console.log(usage);
    process.exit(0);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exit(1);
  }
}
