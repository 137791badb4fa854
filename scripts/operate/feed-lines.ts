/** What `feed` answers of a plant. */
export interface FeedStanding {
  end: number;
  published: number;
  readAt: Record<string, string>;
  consumers: {
    partner: string;
    sequence: number;
    at: string;
    behind: number;
    waitingSince?: string;
    waitingSeconds?: number;
    reference?: { sequence: number; text: string };
  }[];
}

const toTheSecond = (moment: string): string => moment.replace(/(\.\d+)?Z$/, 'Z');

/** 59 s, 59 min, 47 h, then days: enough to see who is away. */
const ago = (seconds: number): string => {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} days`;
};

export const feedLines = ({ published, readAt, consumers }: FeedStanding): string[] => [
  `on the bus up to ${published}`,
  ...Object.entries(readAt).map(([kind, at]) => `${kind} last read from Odoo at ${toTheSecond(at)}`),
  ...consumers.map(({ partner, sequence, at, behind, waitingSeconds, reference }) =>
    [
      partner.padEnd(20),
      `acknowledged ${sequence} at ${toTheSecond(at)}`,
      behind === 0
        ? 'not behind'
        : waitingSeconds === undefined
          ? `nothing of its own after that (${behind} positions)`
          : `${behind} positions behind, the next of its own waits for ${ago(waitingSeconds)}`,
      ...(reference ? [`last reference ${reference.text} for ${reference.sequence}`] : []),
    ].join('  '),
  ),
];
