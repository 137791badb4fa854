import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectNames } from './collect-names.ts';

/**
 * Names that somebody outside this repository holds: partners, operators, stored data, Odoo databases, deployed stacks.
 * `names-in-use.json` is what commit 863c5cd had. A name may be added at any time. One that goes needs an alias or a
 * migration first; then take it out of the file, with an ADR that says how. ADR 40 took out nine alarms `run-overdue`. Queue bodies, inputs of state machines and stored
 * attributes are held by test/upgrade, which finishes what that commit left in progress.
 */
const inUse = JSON.parse(readFileSync(join(import.meta.dirname, 'names-in-use.json'), 'utf8')) as Record<
  string,
  string[]
>;
const now = await collectNames(join(import.meta.dirname, '..', '..'));

describe('names that others hold', () => {
  it.each(Object.keys(inUse))('are all still there: %s', (kind) => {
    expect(inUse[kind]).not.toEqual([]);
    expect(inUse[kind]?.filter((name) => !now[kind]?.includes(name))).toEqual([]);
  });
});
