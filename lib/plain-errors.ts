/**
 * Imported first by commands: a mistake in `plants/`, `partners/` or `environments/` ends them with its message, not with a stack
 * trace. These files throw while they are loaded, before any code of the command could catch it.
 */
process.on('uncaughtException', (error: unknown) => {
  const ours = error instanceof Error && /^(Plant|Partner|Environment) ("|without )/.test(error.message);
  console.error(ours ? error.message : error);
  process.exit(ours ? 2 : 1);
});
