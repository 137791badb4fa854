import type { Command } from './commands.ts';
import type { Answer, OperateDeps } from './operate.ts';

/** What became of a lot, oldest first. */
export const historyOf = async (
  { plant, item, lot, limit, cursor }: Extract<Command, { command: 'audit' }>,
  { audit }: Pick<OperateDeps, 'audit'>,
): Promise<Answer> => {
  const { entries, next } = await audit.read({ plant, item, lot }, limit, cursor);
  const tampered = entries.filter((entry) => entry.tampered).length;
  const said = [
    `${entries.length} entries of lot ${lot} of ${item}`,
    ...(tampered > 0 ? [`${tampered} of them are not as they were written`] : []),
    ...(next ? [`there are more: --cursor ${next}`] : []),
  ].join('; ');
  return { ok: true, said, result: { entries, ...(next && { cursor: next }) } };
};
