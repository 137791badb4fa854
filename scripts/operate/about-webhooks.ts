import type { CommandAnswer } from '../../lambdas/operations/commands.ts';

interface Listed {
  partner: string;
  plant: string;
  url: string;
  position: number;
  behindBy: number;
  behindSeconds: number;
  waiting: { stream: string; sequences: number[]; failures: number; next: string }[];
  aside?: { sequence: number; stream: string; at: string; why: string; by?: string }[];
  disabled?: { why: string; since: string; by?: string; note?: string };
  notBefore?: string;
  replay?: { next: number; to: number };
}

const actions = ['enable', 'disable', 'replay', 'skip', 'rotate', 'retire'];

interface Options {
  from?: string | undefined;
  to?: string | undefined;
  note?: string | undefined;
}

/** The command that `webhook <action> <partner> [plant]` means; in words what is wrong with it. */
export const webhookCommand = (
  [, action = '', partner, plant, sequence]: readonly string[],
  { from, to, note }: Options,
): Record<string, unknown> | string => {
  if (!actions.includes(action)) return `webhook: one of ${actions.join(', ')}, secret; see --help`;
  if (!partner) return `webhook ${action}: which partner? See --help.`;
  const command = { command: `webhook-${action}`, partner, ...(note && { note }) };
  if (action === 'rotate' || action === 'retire') return command;
  if (!plant) return `webhook ${action}: of which plant? See --help.`;
  if (action === 'skip') {
    if (!/^[1-9]\d*$/.test(sequence ?? ''))
      return 'webhook skip: which message? `webhooks` names what waits. See --help.';
    if (!note?.trim()) return 'webhook skip: say why with --note; the partner does not get the message';
    return { ...command, plant, sequence: Number(sequence) };
  }
  if (action !== 'replay') return { ...command, plant };
  if (![from ?? '', to ?? '1'].every((each) => /^[1-9]\d*$/.test(each)))
    return 'webhook replay: --from and --to are positions of the feed; --from must be given';
  return { ...command, plant, from: Number(from), ...(to && { to: Number(to) }) };
};

/** Lines about every webhook: its state, and what waits or is a dead letter. */
export const webhookLines = (answer: CommandAnswer): string[] =>
  (answer.result as Listed[]).flatMap((each) => {
    const { partner, plant, url, position, behindBy, behindSeconds, waiting, aside = [] } = each;
    const { disabled, notBefore, replay } = each;
    const owed = waiting.reduce((sum, { sequences }) => sum + sequences.length, 0);
    const who = disabled?.by ? ` by ${disabled.by}${disabled.note ? `: ${disabled.note}` : ''}` : '';
    return [
      `${partner}  ${plant}  ${disabled ? 'disabled' : 'enabled'}  ${url}`,
      `  at ${position}, ${behindBy} behind, ${owed} wait in ${waiting.length} ordering keys; the oldest for ${Math.round(behindSeconds)} s`,
      ...(disabled ? [`  disabled since ${disabled.since}${who}: ${disabled.why}`] : []),
      ...(notBefore ? [`  asked to be left alone until ${notBefore}`] : []),
      ...(replay ? [`  delivers ${replay.next} to ${replay.to} again`] : []),
      ...waiting.map(
        ({ stream, sequences, failures, next }) =>
          `  ${stream}: ${sequences.length} from ${sequences[0]}, failed ${failures} times, next ${next}`,
      ),
      ...aside.map(
        ({ sequence, stream, at, why, by }) =>
          `  dead letter: ${sequence} of ${stream}, ${at}${by ? ` by ${by}` : ''}: ${why}`,
      ),
    ];
  });
