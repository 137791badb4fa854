import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { messageCatalogue } from '../../events/messages/catalogue.ts';
import { definitions } from '../../scripts/contract/schemas.ts';

const page = readFileSync(new URL('../../docs/isa-95.md', import.meta.url), 'utf8');

/** Names in the first cells of the page's tables; `.paused` after `work-order.started` is short for `work-order.paused`. */
const named = page.split('\n').flatMap((line) => {
  const [, cell = ''] = line.split('|');
  let previous = '';
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => {
    const [noun = '', verb = ''] = previous.split('.');
    const whole = name.startsWith('.')
      ? noun + name
      : name.startsWith('-')
        ? `${noun}.${verb.replace(/-[^-]+$/, '')}${name}`
        : name;
    previous = whole;
    return whole;
  });
});

it.each([...definitions, ...messageCatalogue].map(({ name }) => name))(
  'the page of ISA-95 terms has %s',
  (name) => {
    expect(named).toContain(name);
  },
);
