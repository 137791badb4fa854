import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks in the terminal. Without one, as in a pipeline, the answer is empty. */
export const ask = async (question: string): Promise<string> => {
  if (!process.stdin.isTTY) return '';
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await terminal.question(question)).trim();
  } finally {
    terminal.close();
  }
};

/** Asks for something that must not be seen: what is typed is not shown. */
export const askHidden = async (question: string): Promise<string> => {
  if (!process.stdin.isTTY) return '';
  process.stdout.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, written) => written() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return (await terminal.question('')).trim();
  } finally {
    terminal.close();
    process.stdout.write('\n');
  }
};
