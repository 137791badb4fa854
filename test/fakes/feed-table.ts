import { tableOf } from './on-each-engine.ts';

/** The table of the feeds, as the data stack makes it. */
export const feedTable = tableOf('feed', ['named'], {
  GlobalSecondaryIndexes: [
    {
      IndexName: 'named',
      KeySchema: [{ AttributeName: 'named', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
});
