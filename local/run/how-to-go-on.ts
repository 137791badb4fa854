import type { LocalGateway } from './local-gateway.ts';

/** Keys, and commands to copy. */
export const howToGoOn = ({ url, keys }: LocalGateway, say: (line: string) => void): void => {
  const event = JSON.stringify({
    specversion: '1.0',
    id: `try-${Date.now().toString(36)}`,
    source: '/plants/oslo/mes',
    type: 'com.odoo-plant-gateway.production.reported.v1',
    time: new Date().toISOString(),
    subject: 'OSL/MO/1001',
    dataschema: 'urn:odoo-plant-gateway:production.reported:v1',
    data: { order: 'OSL/MO/1001', quantity: { value: 10, unit: 'KGM' }, lot: { number: 'TRY-1' } },
  });
  const { LOCAL_DATA } = process.env;
  const run = `${LOCAL_DATA ? `LOCAL_DATA='${LOCAL_DATA}' ` : ''}npm run`;
  const widest = Math.max(...Object.keys(keys).map(({ length }) => length));
  say(`
API keys of this run
${Object.entries(keys)
  .map(([partner, key]) => `  ${partner.padEnd(widest)} ${key}`)
  .join('\n')}

Send an event
  curl -i ${url}/v1/events -H 'x-api-key: ${keys['oslo-mes']}' \\
    -H 'content-type: application/cloudevents+json' \\
    -d '${event}'

See what became of a plant's events
  curl -s '${url}/v1/plants/oslo/events?limit=5' -H 'x-api-key: ${keys['oslo-mes']}'

Read the plant's messages, within a minute (docs/feed.md)
  curl -s '${url}/v1/plants/oslo/feed?limit=5' -H 'x-api-key: ${keys['oslo-mes']}'

Drop a file (docs/csv.md, docs/b2mml.md)
  ${run} -s drop -- lyon/mes/filling shift.csv

List what waits for a decision, and decide
  ${run} operate -- list oslo
  ${run} operate -- retry <event>
  ${run} operate -- skip <event> --note "why"

The contract: ${url}/openapi.json    Stop with Ctrl-C; what was sent is kept.`);
};
