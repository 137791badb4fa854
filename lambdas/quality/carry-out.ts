import type { QualityDeps } from './deps.ts';
import type { Task } from './messages.ts';
import { assess } from './tasks/assess.ts';
import { awaitWord } from './tasks/await.ts';
import { close } from './tasks/close.ts';
import { tellLate } from './tasks/late.ts';
import { recheck } from './tasks/recheck.ts';
import { renew } from './tasks/renew.ts';
import { sendOwn } from './tasks/send-own.ts';

/** Carries out a task of the state machine. Any of them may be repeated, or run twice at once. */
export const carryOut = async (task: Task, deps: QualityDeps): Promise<unknown> => {
  switch (task.task) {
    case 'assess':
      return assess(task, deps);
    case 'await':
      return awaitWord(task, deps);
    case 'release':
    case 'raise':
      return sendOwn(task, deps);
    case 'recheck':
      return recheck(task, deps);
    case 'late':
      return tellLate(task, deps);
    case 'close':
      return close(task, deps);
    case 'renew':
      return renew(task, deps);
  }
};
