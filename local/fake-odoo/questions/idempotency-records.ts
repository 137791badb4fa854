import { type AnswerQuestion, malformed, onlyKeys } from '../desk.ts';

const mostKeys = 1000;

/** Which of these events are booked. */
export const idempotencyRecords: AnswerQuestion = ({ books }, about) => {
  const { keys = [] } = onlyKeys(about, ['keys'], '') as { keys?: unknown };
  if (!Array.isArray(keys) || keys.length > mostKeys)
    throw malformed('/keys', `keys must be a list of at most ${mostKeys}`);
  if (!keys.every((key) => typeof key === 'string' && /^[0-9a-f]{32}$/.test(key)))
    throw malformed('/keys', 'keys must be event keys');
  const list = JSON.stringify(keys);
  return {
    recorded: books
      .all<{ event: string }>(
        'SELECT event FROM receipt WHERE event IN (SELECT value FROM json_each(?)) ORDER BY event',
        list,
      )
      .map(({ event }) => event),
  };
};
