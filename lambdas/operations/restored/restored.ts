import type { CommandAnswer } from '../commands.ts';
import type { PlantQueueDeps } from '../plant-queues.ts';
import { documentsInOdoo, type FeedOfRestoreDeps, finishRestore, reopen, toldSince } from './feed.ts';
import { type FindDeps, findPosted, recentPosted } from './find.ts';
import { holdForRestore, resumeAfterRestore } from './queues.ts';
import { blockBehindLast, leaveLost, type ReplayDeps, replayLost } from './replay.ts';
import type { RestoredCommand } from './restored-commands.ts';

export type RestoredDeps = ReplayDeps & FindDeps & FeedOfRestoreDeps & PlantQueueDeps;

/** Does a step of `restored`, after Odoo's database was restored. A repeat changes nothing more. */
export const operateRestored = (command: RestoredCommand, deps: RestoredDeps): Promise<CommandAnswer> => {
  switch (command.command) {
    case 'restored-hold':
      return holdForRestore(command, deps);
    case 'restored-recent':
      return recentPosted(command, deps);
    case 'restored-find':
      return findPosted(command, deps);
    case 'restored-block':
      return blockBehindLast(command, deps);
    case 'restored-replay':
      return replayLost(command, deps);
    case 'restored-leave':
      return leaveLost(command, deps);
    case 'restored-told':
      return toldSince(command, deps);
    case 'restored-documents':
      return documentsInOdoo(command, deps);
    case 'restored-reopen':
      return reopen(command, deps);
    case 'restored-finish':
      return finishRestore(command, deps);
    case 'restored-resume':
      return resumeAfterRestore(command, deps);
  }
};
