import type { Feed, State } from '../outbound/feed.ts';

/** What is asked of the things of a kind. */
export interface Filter {
  /** fields of the data, by their names, and what they must say */
  fields: Readonly<Record<string, string | undefined>>;
  /** only what was told at or after; then also what is no more */
  since?: Date | undefined;
}

/** A thing as it stands: what the last message about it says, its position, and when it was told. */
export const rowOf = ({ sequence, message }: State) => ({
  ...message.data,
  sequence,
  asOf: message.time,
  ...(message.gone && { gone: true }),
});

export type Row = ReturnType<typeof rowOf>;

export const stands = ({ message, expires }: State, now: Date): boolean =>
  !message.gone && (expires === undefined || expires * 1000 > now.getTime());

const passes = (state: State, { fields, since }: Filter, now: Date): boolean =>
  (since ? new Date(state.message.time) >= since : stands(state, now)) &&
  Object.entries(fields).every(
    ([field, asked]) => asked === undefined || Reflect.get(state.message.data, field) === asked,
  );

export interface Bounds {
  limit: number;
  mostBytes: number;
  mostScanned: number;
}

const perQuery = 100;

/** Rows of things after one of this name, in the order of names; `last` is the name to go on after, if there is more. */
export const standingAfter = async (
  feed: Pick<Feed, 'statePage'>,
  { plant, kind, after }: { plant: string; kind: string; after: string | undefined },
  filter: Filter,
  { limit, mostBytes, mostScanned }: Bounds,
  now: Date,
): Promise<{ rows: Row[]; last?: string }> => {
  const rows: Row[] = [];
  let [bytes, scanned, last] = [0, 0, after];
  const end = () => ({ rows, ...(last !== undefined && { last }) });
  for (;;) {
    const { states, cursor } = await feed.statePage(plant, kind, { limit: perQuery, cursor: last });
    for (const state of states) {
      if (passes(state, filter, now)) {
        const row = rowOf(state);
        bytes += Buffer.byteLength(JSON.stringify(row));
        if (rows.length === limit || (rows.length > 0 && bytes > mostBytes)) return end();
        rows.push(row);
      }
      last = state.name;
      scanned += 1;
    }
    if (cursor === undefined) return { rows };
    last = cursor;
    if (scanned >= mostScanned) return end();
  }
};
